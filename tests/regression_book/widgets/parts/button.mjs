/** A button with words that may change. */
export function button(press) {
  const made = document.createElement("button");
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}
