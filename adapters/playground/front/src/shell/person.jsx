// Who to be: everybody of the organisation and its partners, by side, with a search.

import { useLayoutEffect, useRef, useState, useEffect, useId } from "preact/hooks";
import { useStore } from "../store.js";
import { Avatar } from "./avatar.jsx";
import { place } from "./menu.jsx";

const ROLES = { admin: "Administrator", author: "Writes updates", lead: "Lead", agent: "Agent" };
const PLATFORMS = { slack: "Slack", teams: "Teams" };

export function PersonPicker({ store }) {
  const [world, picked] = useStore(store, (state) => [state.world, state.picked]);
  const [open, setOpen] = useState(false);
  const opener = useRef();
  const person = world.people.find((each) => each.key === picked);

  function close() {
    setOpen(false);
    opener.current.focus();
  }

  return (
    <span class="menu">
      <button
        type="button"
        class="bar-button person-button"
        ref={opener}
        aria-haspopup="dialog"
        aria-expanded={open}
        data-test="person"
        onClick={() => setOpen(!open)}
      >
        <Avatar name={person?.name} size="s" />
        <span class="person-now">
          <span class="unseen">You are </span>
          <b>
            <bdi>{person?.name || "Nobody"}</bdi>
          </b>
          <small>{person ? `${roleOf(person, world)} · ${person.side}` : "Pick a person"}</small>
        </span>
        <span aria-hidden="true">▾</span>
      </button>
      {open && (
        <Panel
          store={store}
          world={world}
          picked={picked}
          opener={opener}
          onClose={close}
          onPick={(key) => {
            store.pick(key);
            close();
          }}
        />
      )}
    </span>
  );
}

function Panel({ world, picked, opener, onClose, onPick }) {
  const [words, setWords] = useState("");
  const [active, setActive] = useState(0);
  const box = useRef();
  const id = useId();
  const found = world.people.filter((person) => matches(person, words, world));
  const sides = world.sides
    .map((side) => ({ side, people: found.filter((person) => person.side === side.name) }))
    .filter(({ people }) => people.length);
  const order = sides.flatMap(({ people }) => people);

  useLayoutEffect(() => {
    box.current.showPopover();
    place(box.current, opener.current);
    box.current.querySelector("input").focus();
  }, []);
  useEffect(() => {
    const away = (event) => {
      if (!box.current.contains(event.target) && !opener.current.contains(event.target)) onClose();
    };
    document.addEventListener("mousedown", away);
    return () => document.removeEventListener("mousedown", away);
  }, []);
  useEffect(() => {
    box.current.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active, words]);

  function pressed(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + order.length) % Math.max(1, order.length));
    } else if (event.key === "Enter" && order[active]) {
      event.preventDefault();
      onPick(order[active].key);
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
  }

  return (
    <div class="people floating" popover="manual" role="dialog" aria-label="Who to be" ref={box} onKeyDown={pressed}>
      <input
        type="search"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={order[active] ? `${id}-${order[active].key}` : undefined}
        aria-label="Search people by name, side, team, role or platform"
        placeholder="Name, side, role or platform"
        value={words}
        onInput={(event) => {
          setWords(event.currentTarget.value);
          setActive(0);
        }}
      />
      <div role="listbox" id={id} aria-label="People" class="people-list">
        {sides.map(({ side, people }) => (
          <div role="group" aria-label={side.name} key={side.name}>
            <p class="menu-heading" aria-hidden="true">
              {side.name} · {side.internal ? "the organisation" : `partner on ${PLATFORMS[side.platform]}`}
            </p>
            {people.map((person) => (
              <div
                key={person.key}
                id={`${id}-${person.key}`}
                role="option"
                class="person-row"
                aria-selected={order[active] === person}
                data-test={`person-${person.key}`}
                onMouseMove={() => setActive(order.indexOf(person))}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey) window.open(`/#as=${encodeURIComponent(person.key)}`, "_blank");
                  else onPick(person.key);
                }}
              >
                <Avatar name={person.name} size="s" />
                <span class="person-text">
                  <span>
                    <bdi>{person.name}</bdi>
                    {person.key === picked && " (you)"}
                  </span>
                  <small>
                    {roleOf(person, world)} · <bdi>{person.team}</bdi>
                  </small>
                </span>
                <small class="person-where">{whereOf(person)}</small>
              </div>
            ))}
          </div>
        ))}
      </div>
      {!order.length && <p class="faint">Nobody here goes by “{words}”. Try a side’s name, “lead” or “Teams”.</p>}
      <p class="faint hint">Two windows can be two people: Ctrl and a click opens one more.</p>
    </div>
  );
}

function matches(person, words, world) {
  const text = [person.name, person.side, person.team, roleOf(person, world), whereOf(person), person.key].join(" ");
  const hay = fold(text);
  return fold(words)
    .split(/\s+/)
    .every((word) => hay.includes(word));
}

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

export function roleOf(person, world) {
  const { author, admin } = world.organisation;
  if (person.key === admin) return ROLES.admin;
  if (person.key === author) return ROLES.author;
  const role = ROLES[person.role] || "Agent";
  return person.guest ? `${role}, guest` : role;
}

function whereOf(person) {
  return person.accounts.map((account) => PLATFORMS[account.platform]).join(" and ") || "no account";
}
