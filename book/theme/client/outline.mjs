const READING_LINE = 0.3; // of the window's height: a section is current once its heading is above this line

/** Marks the section being read, and gives way where a margin note wants the outline's place. */
export function outlineMarks() {
  const outline = document.querySelector(".outline");
  if (!outline) return;
  const links = [...outline.querySelectorAll("a")];
  const targets = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const notes = [...document.querySelectorAll(".margin-note, .wide")];
  const shown = matchMedia("(min-width: 62rem)"); // as in page.css
  let waiting = false;
  const mark = () => {
    waiting = false;
    if (!shown.matches) return;
    const line = innerHeight * READING_LINE;
    const tops = targets.map((target) => target?.getBoundingClientRect().top ?? Infinity);
    const place = outline.getBoundingClientRect();
    const covered = notes.some((note) => {
      const box = note.getBoundingClientRect();
      return box.right > place.left && box.left < place.right && box.bottom > place.top && box.top < place.bottom;
    });
    const current = tops.findLastIndex((top) => top <= line);
    links.forEach((link, index) => {
      if (index === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    outline.classList.toggle("covered", covered);
  };
  const ask = () => {
    if (!waiting) requestAnimationFrame(mark);
    waiting = true;
  };
  addEventListener("scroll", ask, { passive: true });
  addEventListener("resize", ask);
  ask();
}
