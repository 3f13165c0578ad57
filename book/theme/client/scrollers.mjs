/** What scrolls sideways can be reached and scrolled with the keyboard. */
export function focusableScrollers() {
  const scrollers = document.querySelectorAll("pre, .equation-body, .table-scroll, .outputs.scrolling");
  const mark = () => {
    // Reading all sizes before writing any keeps the browser from laying the page out again for each.
    const wide = [...scrollers].map((each) => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1);
    scrollers.forEach((each, index) => {
      if (wide[index]) each.tabIndex = 0;
      else each.removeAttribute("tabindex");
    });
  };
  if ("requestIdleCallback" in window) requestIdleCallback(mark);
  else setTimeout(mark, 200); // Safari
  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(mark, 200);
  });
}
