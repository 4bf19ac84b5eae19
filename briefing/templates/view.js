(() => {
  if (window.passerelleView) return;
  window.passerelleView = true;
  const view = (node) => node instanceof Element && node.closest(".pv");
  const parts = (root, index) => root.querySelectorAll(`[data-segment="${Number(index)}"]`);
  const mark = (root, name, indices) => {
    root.querySelectorAll(`.${name}`).forEach((node) => node.classList.remove(name));
    indices.forEach((index) => parts(root, index).forEach((node) => node.classList.add(name)));
  };
  // Under the pointer or in focus; what was chosen by a click keeps its own mark, since the
  // page scrolls beneath a pointer that does not move.
  const light = (root, indices) => mark(root, "pv-on", indices);
  const choose = (root, indices) => mark(root, "pv-chosen", indices);
  const enter = (event) => {
    const root = view(event.target);
    if (!root) return;
    const segment = event.target.closest("[data-segment]");
    const claim = event.target.closest(".pv-claim");
    light(root, segment ? [segment.dataset.segment] : claim ? claim.dataset.evidence.split(" ") : []);
  };
  const leave = (event) => {
    const root = view(event.target);
    if (root && !root.contains(event.relatedTarget)) light(root, []);
  };
  const show = (root, index) => {
    const wide = getComputedStyle(root.querySelector(".pv-head") || root).display !== "none";
    const nodes = [...parts(root, index)].filter((node) => node.offsetParent);
    const first = wide ? nodes[0] : nodes.find((node) => node.closest(".pv-target")) || nodes[0];
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (first) first.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  };
  document.addEventListener("mouseover", enter);
  document.addEventListener("focusin", enter);
  document.addEventListener("mouseout", leave);
  document.addEventListener("focusout", leave);
  document.addEventListener("click", (event) => {
    const root = view(event.target);
    if (!root) return;
    const claim = event.target.closest(".pv-claim");
    const jump = event.target.closest("[data-jump]");
    const column = event.target.closest("[data-show]");
    if (claim) {
      const pressed = claim.getAttribute("aria-pressed") === "true";
      root.querySelectorAll(".pv-claim").forEach((node) => node.setAttribute("aria-pressed", "false"));
      claim.setAttribute("aria-pressed", String(!pressed));
      choose(root, pressed ? [] : claim.dataset.evidence.split(" "));
      if (!pressed) show(root, claim.dataset.evidence.split(" ")[0]);
    } else if (jump) {
      event.preventDefault();
      choose(root, [jump.dataset.jump]);
      show(root, jump.dataset.jump);
    } else if (column) {
      root.dataset.view = column.dataset.show;
      root.querySelectorAll("[data-show]").forEach((node) => {
        node.setAttribute("aria-pressed", String(node === column));
      });
    }
  });
})();
