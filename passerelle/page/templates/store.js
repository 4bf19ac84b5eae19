// What the browser keeps, in databases of its own: today's briefings, and work that is not done yet.
(() => {
  if (window.passerelleStore) return;
  const table = (name) => {
    const database = new Promise((resolve) => {
      const opening = indexedDB.open(name, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("work", { keyPath: "id" });
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => resolve(null); // a private window may have none
    });
    const run = async (mode, act) => {
      const base = await database;
      if (!base) return null;
      return new Promise((resolve) => {
        const change = base.transaction("work", mode);
        const asked = act(change.objectStore("work"));
        change.oncomplete = () => resolve(asked?.result ?? null);
        change.onerror = change.onabort = () => resolve(null);
      });
    };
    return {
      change: (act) => run("readwrite", act),
      all: async () => (await run("readonly", (store) => store.getAll())) ?? [],
      read: (id) => run("readonly", (store) => store.get(id)),
      put: (entry) => run("readwrite", (store) => store.put(entry)),
      forget: (id) => run("readwrite", (store) => store.delete(id)),
    };
  };
  window.passerelleStore = {
    briefings: table("passerelle"),
    unfinished: table("passerelle-unfinished"),
    today: () => new Date().toDateString(),
  };
})();
