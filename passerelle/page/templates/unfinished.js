// Articles and comparisons that are being worked on. What a reload ended is offered again.
(() => {
  if (window.passerelleUnfinished) return;
  const { unfinished: store, today } = window.passerelleStore;
  const MAX_NAME_CHARS = 80;
  const STAYS_MS = 3000; // a page that is still there after this time was not left: a download began
  let tab = ""; // survives a reload of this window
  try {
    tab = sessionStorage.getItem("passerelle-tab") ?? `${Date.now()} ${Math.random()}`;
    sessionStorage.setItem("passerelle-tab", tab);
  } catch {} // a private window may have none
  let running = null; // the work that the page is doing
  let left = []; // the work that a reload ended
  // A browser ends the requests of a page that it leaves while the page can still see them end: that work is not over.
  let leaving = false;
  addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => (leaving = false), STAYS_MS);
  });

  const shortened = (name) => (name.length > MAX_NAME_CHARS ? `${name.slice(0, MAX_NAME_CHARS)} …` : name);
  const isLeft = ({ done }) => (name, i) => !done[i];
  // The article that a comparison belongs to may not be the one that is shown.
  const applies = ({ shown }) => !shown || shown === history.state?.kept;
  const says = (one) => {
    if (one.shown) return "The comparison with the original was not done when the page was reloaded.";
    const names = one.articles.filter(isLeft(one)).map(shortened);
    const which = names.map((name) => `“${name}”`).join(", ");
    const all = one.articles.length;
    const lacks = one.lacks ? ` Open ${one.lacks} again first, under Options.` : "";
    const what = all > 1 ? `${names.length} of ${all} articles` : "An article";
    return `${what} ${names.length > 1 ? "were" : "was"} not done when the page was reloaded: ${which}.${lacks}`;
  };
  const button = (label, name, id) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.dataset[name] = id;
    return made;
  };
  const draw = () => {
    const place = document.querySelector("#left section");
    if (!place) return;
    const shown = left.filter(applies);
    const drawn = shown.map(({ id }) => id).join();
    if (place.dataset.shows === drawn) return;
    place.dataset.shows = drawn;
    place.hidden = shown.length === 0;
    place.replaceChildren(
      ...shown.map((one) => {
        const line = document.createElement("p");
        const text = document.createElement("span");
        text.textContent = says(one);
        line.append(text, button("Resume", "resume", one.id), button("Discard", "abandon", one.id));
        return line;
      }),
    );
  };

  window.passerelleUnfinished = {
    // Load what a reload ended; return whether an article was among it.
    load: async () => {
      const found = (await store.all()).filter(({ tab }) => tab !== undefined);
      const isOver = (one) => one.day !== today() || (one.articles && one.articles.every((name, i) => one.done[i]));
      found.filter(isOver).forEach(({ id }) => store.forget(id));
      left = found.filter((one) => !isOver(one) && one.tab === tab && one.id !== running?.id);
      draw();
      return left.some(({ articles }) => articles);
    },
    draw,
    // Note what the page begins; earlier work ends with it.
    begin: (what) => {
      if (running) store.forget(running.id);
      running = { id: `work ${tab} ${Date.now()}`, tab, day: today(), done: [], ...what };
      store.put(running);
    },
    // Take note of what the page shows: which articles of a queue are done, and whether all work is over.
    settle: (busy, ended) => {
      draw();
      if (!running || leaving) return;
      running.busy ||= busy;
      const rows = running.busy && running.articles?.length > 1 ? [...document.querySelectorAll("#queue li")] : [];
      const done = rows.map((row) => Boolean(row.querySelector("[data-kept], .pv-warning")));
      if (!busy && (running.busy || ended)) {
        store.forget(running.id);
        running = null;
      } else if (done.length && done.length <= running.articles.length && done.join() !== running.done.join()) {
        running.done = done;
        store.put(running);
      }
    },
    // Take a work that was left, with only what was not done.
    take: (id) => {
      const one = left.find((other) => other.id === id);
      left = left.filter((other) => other !== one);
      store.forget(id);
      draw();
      return one && { ...one, files: one.files?.filter(isLeft(one)), articles: one.articles?.filter(isLeft(one)) };
    },
  };
})();
