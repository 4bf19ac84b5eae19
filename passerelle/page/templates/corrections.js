// Corrections of sentences by hand. A correction that no briefing contains yet is being applied, or it could not be
// applied: then its text stays, to be tried again.
(() => {
  if (window.passerelleCorrections) return;
  const { unfinished: store, today } = window.passerelleStore;
  const GRACE = 1500; // milliseconds for a result to arrive after the work on it has ended
  const MAX_CHARS = 4000; // the server cuts longer ones
  const SAYS = { sent: ["saving …", "undoing …"], failed: ["not saved", ""] };
  let waiting = [];
  let failing = 0; // the timer after which corrections that were sent count as failed
  const contents = new WeakMap(); // by sentence, its content as the server sent it

  const view = () => document.querySelector("#reading .pv-view[data-state=done]");
  const plain = (node) => node.textContent.replace(/\s+/g, " ").trim();
  const targets = (key) => view()?.querySelectorAll(`.pv-target [data-segment="${CSS.escape(key)}"]`) ?? [];
  const sourceOf = (key) => {
    const node = view()?.querySelector(`.pv-source [data-segment="${CSS.escape(key)}"]`);
    return node ? plain(node) : null;
  };
  const here = () => {
    const article = view()?.dataset.article;
    return waiting.filter((one) => one.article === article && one.source === sourceOf(one.key));
  };
  const remove = (one) => {
    waiting = waiting.filter((other) => other !== one);
    store.forget(one.id);
  };
  // The server sets the attributes of every sentence that it sends: one without a mark is as it was sent.
  const isApplied = ({ key, text }) => {
    const sent = [...targets(key)].filter((node) => !node.dataset.correction && !node.isContentEditable);
    return sent.some((node) => (text ? node.matches(".pv-edited") && plain(node) === text : !node.matches(".pv-edited")));
  };

  // Mark the sentences; a sentence without a correction gets its own content back.
  const mark = (node, one) => {
    const state = one && (one.sent ? "sent" : "failed");
    if (!one && !node.dataset.correction) return;
    if (!one) {
      if (contents.has(node)) node.innerHTML = contents.get(node);
      delete node.dataset.correction;
      delete node.dataset.says;
      return;
    }
    if (!node.dataset.correction) contents.set(node, node.innerHTML);
    if (one.text && plain(node) !== one.text) node.textContent = one.text;
    const says = SAYS[state][one.text ? 0 : 1];
    if (node.dataset.correction !== state) node.dataset.correction = state;
    if (node.dataset.says !== says) node.dataset.says = says;
  };
  // Say which corrections of the article are not saved.
  const report = () => {
    const place = document.querySelector("#left .pv-unsaved");
    const keys = here().filter(({ sent }) => !sent).map(({ key }) => key);
    if (!place || place.dataset.shows === keys.join(" ")) return;
    place.dataset.shows = keys.join(" ");
    place.hidden = keys.length === 0;
    const [text, retry, discard] = place.querySelectorAll("span, button");
    const names = keys.map((key) => key.replace(/^version-/, "").replace(/^original-/, "o").replace(/\d+/, (n) => Number(n) + 1));
    text.textContent = `Not saved: your correction${keys.length > 1 ? "s" : ""} of sentence${keys.length > 1 ? "s" : ""} ${names.join(", ")}.`;
    retry.dataset.retry = discard.dataset.discard = keys.join(" ");
  };
  const draw = () => {
    const shown = new Map(here().map((one) => [one.key, one]));
    document.querySelectorAll("#reading .pv-target [data-segment]").forEach((node) => {
      if (!node.isContentEditable) mark(node, shown.get(node.dataset.segment));
    });
    report();
  };

  const fail = () => {
    failing = 0;
    const [lost, undone] = [true, false].map((written) => waiting.filter((one) => one.sent && Boolean(one.text) === written));
    undone.forEach(remove);
    lost.forEach((one) => (one.sent = one.due = false));
    if (lost.length) window.passerelleView.say("A correction was not saved. Its text is kept with the sentence: try again.");
    else if (undone.length) window.passerelleView.say("The edit was not undone. Try again.");
    draw();
  };

  window.passerelleCorrections = {
    // Corrections from before a reload; no work on them continues.
    load: async () => {
      const found = (await store.all()).filter(({ source }) => source !== undefined);
      found.filter(({ day }) => day !== today()).forEach(({ id }) => store.forget(id));
      const known = new Set(waiting.map(({ id }) => id));
      waiting.push(...found.filter(({ id, day }) => day === today() && !known.has(id)));
      draw();
    },
    // Note corrections that the server should apply.
    begin: (edits) => {
      const { article } = view().dataset;
      for (const [key, text] of edits) {
        const id = `correction ${article} ${key}`;
        const english = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd").slice(0, MAX_CHARS);
        const one = { id, article, key, source: sourceOf(key), text: english, day: today() };
        waiting = [...waiting.filter((other) => other.id !== id), { ...one, sent: true, due: true }];
        if (english) store.put(one);
      }
      draw();
    },
    // Take those that were not sent yet.
    take: () => {
      const found = here().filter(({ due }) => due);
      found.forEach((one) => (one.due = false));
      return found.map(({ key, source, text }) => ({ key, source, text }));
    },
    // The key and the text of the corrections of some sentences.
    of: (keys) => here().filter(({ key }) => keys.includes(key)).map(({ key, text }) => [key, text]),
    drop: (keys) => {
      here().filter(({ key }) => keys.includes(key)).forEach(remove);
      draw();
    },
    fail,
    // Take note of what the page shows.
    settle: (working) => {
      here().filter(isApplied).forEach(remove);
      const open = !working && waiting.some(({ sent }) => sent);
      if (!open) failing = clearTimeout(failing) ?? 0;
      else failing ||= setTimeout(fail, GRACE);
      draw();
    },
  };
})();
