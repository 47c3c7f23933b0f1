// What the page knows: the world, who one is on each platform, what is unread, and what is said to the person.

import { useEffect, useReducer, useRef } from "preact/hooks";
import { ApiError, follow, get, post } from "./api.js";
import { arrived, unreadIn } from "./unread.js";

const RETRY_MS = 2000; // where no event can come, since nothing answers
const NOTICE_MS = 9000;
const NARROW = "(max-width: 760px)"; // as in style/shell.css
const THEME = "instep-playground-theme";

export function createStore() {
  let state = {
    phase: "preparing", // preparing | ready | refused
    why: "",
    steps: [], // while preparing: {title, state: "done" | "doing" | "waiting"}
    world: null,
    now: null,
    nowReceived: 0,
    connected: true,
    keys: { slack: "", teams: "" },
    picked: "",
    view: "both", // both | slack | teams
    theme: localStorage.getItem(THEME) || "auto",
    arrived: {}, // "platform/place" → what came there since the page was opened, as unread.js has it
    read: {}, // "platform/user/place" → when the newest of it came that this person has seen
    behind: null, // null, or {tab: "deliveries" | "message", platform, conversation, message}
    slackOpen: "", // what is open on each platform: a channel's id, or something else
    teamsOpen: "",
    tourOpen: true,
    tourFolded: "", // the id of the step for which the tour is folded to one line; the next one unfolds it
    notice: null,
  };
  const listeners = new Set();
  const handlers = new Set();
  let noticeTimer = 0;
  let stop = null;
  let starting = false;
  const opened = Date.now();
  let changes = 0; // events that say that the world has changed
  let lookAgain = () => {};

  const store = {
    /** What was typed and not sent, by whom and where; kept while one is somebody else. */
    drafts: new Map(),
    get: () => state,
    set(patch) {
      state = { ...state, ...patch };
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Calls `handler` with every event of the server; returns what ends that. */
    onEvent(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },

    async start() {
      if (starting) return;
      starting = true;
      store.drafts.clear();
      store.set({ arrived: {}, read: {} });
      setTheme(state.theme);
      for (;;) {
        const known = changes;
        try {
          const [world, now] = await Promise.all([get("/api/world"), get("/api/now")]);
          if (!world.preparing) {
            store.set({ world, now, nowReceived: performance.now() });
            choosePeople();
            store.set({ phase: "ready", why: "" });
            break;
          }
          // What failed is said instead of the steps.
          const { doing, steps, failed } = world.preparing;
          store.set({ phase: "preparing", why: doing, steps: failed ? [] : steps });
          stop ??= follow({ onEvent: heard, onUp: up, onDown: down });
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          const refused = error.status === 401 || error.status === 403;
          store.set({ phase: refused ? "refused" : "preparing", why: error.message, steps: [] });
          if (refused) return; // Only the whole address helps: the page has to be opened anew.
        }
        await new Promise((resolve) => {
          if (changes !== known) resolve();
          lookAgain = resolve;
          setTimeout(resolve, RETRY_MS);
        });
      }
      starting = false;
      window.onhashchange = () => store.pick(asked());
      stop ??= follow({ onEvent: heard, onUp: up, onDown: down });
    },

    /** Who one is on a platform: the person with `zone` and `account`, or null. */
    person(platform) {
      return personOn(platform, state.keys[platform]);
    },
    /** Everybody on a platform, by user id. */
    peopleOf(platform) {
      return index(platform);
    },
    pick(key) {
      const person = state.world.people.find((each) => each.key === key);
      if (!person) return;
      const keys = { ...state.keys };
      for (const account of person.accounts) keys[account.platform] = key;
      store.set({ keys, picked: key, view: viewFor(person) });
      history.replaceState(null, "", `#as=${encodeURIComponent(key)}`);
    },

    /** Whoever does something on a platform has begun with the step of the tour: at phone width it makes room. */
    beginStep(event) {
      const step = stepOf(state.world);
      // What a dialog says can be the end of the step before.
      const ready = step && state.picked === step.as && !event.target.closest("[role=dialog]");
      if (ready && matchMedia(NARROW).matches && state.tourFolded !== step.id) store.set({ tourFolded: step.id });
    },

    /** Lets the person do something on a platform; an `ApiError` is said in plain words by whoever asks. */
    act(platform, verb, values) {
      return post("/api/act", { platform, verb, ...values });
    },
    /** Does `work` and says what went wrong, if anything; returns its result, or null. */
    async trying(work) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        store.say(error.message, true);
        return null;
      }
    },
    say(text, bad = false) {
      clearTimeout(noticeTimer);
      store.set({ notice: text ? { text, bad } : null });
      if (text) noticeTimer = setTimeout(() => store.set({ notice: null }), bad ? 2 * NOTICE_MS : NOTICE_MS);
    },

    /** When the newest message came that somebody has seen in a place, in milliseconds. */
    readTo: (platform, user, place) => state.read[`${platform}/${user}/${place}`] || opened,
    markRead(platform, user, place) {
      const newest = state.arrived[`${platform}/${place}`]?.at(-1)?.at || 0;
      if (newest <= store.readTo(platform, user, place)) return;
      store.set({ read: { ...state.read, [`${platform}/${user}/${place}`]: newest } });
    },
    unreadOf: (platform, user, place) =>
      unreadIn(state.arrived[`${platform}/${place}`], user, store.readTo(platform, user, place)),

    /** Shows what went over the wire for a message, as whoever one is on that platform may see it. */
    lookBehind(platform, conversation, message) {
      const { user } = store.person(platform).account;
      store.set({ behind: { tab: "message", platform, conversation, message, user } });
    },
    theme(theme) {
      localStorage.setItem(THEME, theme);
      setTheme(theme);
      store.set({ theme });
    },

    async moveTime(to) {
      const moved = await post("/api/time", { to });
      const { said, ...now } = moved;
      store.set({ now, nowReceived: performance.now() });
      return said;
    },
    async refreshNow() {
      const now = await get("/api/now");
      // While a new organisation moves in, there is no time yet.
      if (now.now) store.set({ now, nowReceived: performance.now() });
      else store.set({ now: { ...state.now, bot: now.bot } });
    },
    async refreshWorld() {
      const world = await get("/api/world");
      if (!world.preparing) {
        people.clear();
        store.set({ world });
        return;
      }
      // Somebody starts over: the world that this page shows is gone.
      store.set({ phase: "preparing", why: "", notice: null });
      store.start();
    },
  };

  const people = new Map();

  function index(platform) {
    if (people.has(platform)) return people.get(platform);
    const found = new Map();
    for (const person of state.world.people) {
      for (const account of person.accounts) {
        if (account.platform === platform) found.set(account.user, { ...person, account, zone: zoneOf(person) });
      }
    }
    people.set(platform, found);
    return found;
  }

  function zoneOf(person) {
    return state.world.teams.find((team) => team.name === person.team)?.zone || state.now?.zone || "UTC";
  }

  function personOn(platform, key) {
    for (const person of index(platform).values()) if (person.key === key) return person;
    return null;
  }

  /** Where one platform is shown at a time, that of somebody who is on one alone. */
  function viewFor(person) {
    const one = state.view !== "both" || matchMedia(NARROW).matches;
    return one && person?.accounts.length === 1 ? person.accounts[0].platform : state.view;
  }

  function choosePeople() {
    people.clear();
    const { organisation } = state.world;
    const wanted = [asked(), state.picked, organisation.author, organisation.admin].filter(Boolean);
    const keys = {};
    for (const platform of ["slack", "teams"]) {
      // Where nobody was asked for, a lead of a side that is at home there.
      const home = new Set(state.world.sides.filter((side) => side.platform === platform).map((side) => side.name));
      const leads = [...index(platform).values()].filter((person) => person.role === "lead");
      const lead = leads.find((person) => home.has(person.side)) || leads[0];
      const kept = personOn(platform, state.keys[platform]);
      const found = wanted.map((key) => personOn(platform, key)).find(Boolean) || kept || lead;
      keys[platform] = (found || [...index(platform).values()][0])?.key || "";
    }
    const picked = wanted.find((key) => Object.values(keys).includes(key)) || keys.slack;
    store.set({ keys, picked, view: viewFor(state.world.people.find((person) => person.key === picked)) });
  }

  function heard(event) {
    if (event.kind === "world") changes += 1;
    if (starting) {
      if (event.kind === "world") lookAgain();
      return;
    }
    if (event.kind === "world" || event.kind === "breaks" || event.kind === "tour") store.trying(store.refreshWorld);
    // What was said or delivered may have put something down for later.
    if (event.kind === "clock" || event.kind === "bot" || event.kind === "delivery") store.trying(store.refreshNow);
    const now = arrived(state.arrived, event, opened);
    if (now !== state.arrived) store.set({ arrived: now });
    for (const handler of [...handlers]) handler(event);
  }

  async function down() {
    store.set({ connected: false });
    try {
      await get("/api/now");
    } catch (error) {
      if (error.status !== 401) return;
      // Started anew, with another token.
      stop();
      store.set({ phase: "refused", why: "" });
    }
  }

  async function up() {
    const again = !state.connected;
    store.set({ connected: true });
    if (starting) {
      changes += 1; // perhaps, before this page listened
      lookAgain();
      return;
    }
    if (!again) return;
    // Whatever was missed: panes fetch anew on this.
    await store.trying(() => Promise.all([store.refreshWorld(), store.refreshNow()]));
    choosePeople();
    for (const handler of [...handlers]) handler({ kind: "again" });
  }

  return store;
}

/** The step of the tour that comes next: the first that is neither done nor skipped. */
export const stepOf = (world) => (world.tour || []).find((step) => !step.done && !step.skipped);

/** Whom the address asks for: `#as=KEY`. */
function asked() {
  return new URLSearchParams(location.hash.slice(1)).get("as");
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

/** The part of the state that `select` gives; draws again when it changes. */
export function useStore(store, select) {
  const [, draw] = useReducer((count) => count + 1, 0);
  const shown = useRef();
  const choose = useRef(select);
  choose.current = select;
  shown.current = select(store.get());
  useEffect(
    () =>
      store.subscribe(() => {
        if (!same(choose.current(store.get()), shown.current)) draw();
      }),
    [store],
  );
  return shown.current;
}

function same(one, other) {
  if (Object.is(one, other)) return true;
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  return one.every((each, number) => Object.is(each, other[number]));
}
