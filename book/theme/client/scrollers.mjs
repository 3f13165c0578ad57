const SCROLLERS = "pre, .equation-body, .table-scroll, .outputs.scrolling";

/** What scrolls sideways can be reached and scrolled with the keyboard. Each is looked at when it comes near the window. */
export function focusableScrollers() {
  const watcher = new IntersectionObserver(
    (entries) => {
      const near = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
      // Reading all sizes before writing any keeps the browser from laying the page out again for each.
      const wide = near.map((each) => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1);
      near.forEach((each, index) => {
        if (wide[index]) each.tabIndex = 0;
        else each.removeAttribute("tabindex");
      });
    },
    { rootMargin: "200px" },
  );
  document.querySelectorAll(SCROLLERS).forEach((each) => watcher.observe(each));
}
