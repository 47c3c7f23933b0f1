// A menu to choose from with a search, for one or several choices: select menus and people pickers.

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../api.js";
import { place } from "./menu.jsx";

const SHOWN = 200;
const RESTED = 150; // milliseconds without a key before something is searched

/**
 * `options`: `{value, label, description?, group?}`; `chosen`: values. `onChange` is given the values chosen, and their
 * options. `clearable` lets one choice be taken back. With `search(words)`, which gives options or raises, they are
 * asked for as one types; `options` need only hold those chosen then.
 */
export function Pick({ id, options, chosen, several, placeholder, clearable, onChange, search, field = {}, disabled }) {
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const [active, setActive] = useState(0);
  const list = useId();
  const box = useRef();
  const input = useRef();
  const sought = useSearch(open, words, search);
  const met = useRef(new Map());
  for (const option of [...options, ...sought.options]) met.current.set(option.value, option);
  const optionsOf = (values) => values.map((value) => met.current.get(value)).filter(Boolean);
  const picked = search ? optionsOf(chosen) : options.filter((option) => chosen.includes(option.value));
  const shown = search ? sought.options : options.filter((option) => fits(option, words));
  const found = open ? shown.slice(0, SHOWN) : [];
  const changed = (values) => onChange(values, optionsOf(values));

  useEffect(() => {
    if (!open) return undefined;
    const away = (event) => {
      if (!box.current.contains(event.target)) shut();
    };
    document.addEventListener("mousedown", away);
    return () => document.removeEventListener("mousedown", away);
  }, [open]);

  function show() {
    if (open || disabled) return;
    setOpen(true);
    setWords("");
    setActive(Math.max(0, several ? 0 : options.findIndex((option) => option.value === chosen[0])));
  }

  function shut() {
    setOpen(false);
    setWords("");
  }

  function choose(option) {
    if (!several) {
      changed([option.value]);
      shut();
    } else if (chosen.includes(option.value)) {
      changed(chosen.filter((value) => value !== option.value));
    } else {
      changed([...chosen, option.value]);
      setWords("");
    }
  }

  function pressed(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return show();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + found.length) % Math.max(1, found.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!open) show();
      else if (found[active]) choose(found[active]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      shut();
    } else if (event.key === "Backspace" && several && !words && chosen.length) {
      changed(chosen.slice(0, -1));
    } else if (event.key === "Tab") {
      shut();
    }
    return undefined;
  }

  return (
    <div class="pick" ref={box}>
      {several && picked.length > 0 && (
        <ul class="chips" aria-label="Chosen">
          {picked.map((option) => (
            <li key={option.value}>
              <span dir="auto">{option.label}</span>
              <button
                type="button"
                class="chip-x"
                aria-label={`Remove ${option.label}`}
                onClick={() => changed(chosen.filter((value) => value !== option.value))}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="pick-line">
        <input
          {...field}
          id={id}
          ref={input}
          class="field"
          dir="auto"
          type="text"
          role="combobox"
          autoComplete="off"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={open ? list : undefined}
          aria-activedescendant={found[active] ? `${list}-${active}` : undefined}
          placeholder={placeholder}
          disabled={disabled}
          value={open || several ? words : picked[0]?.label || ""}
          onClick={show}
          onInput={(event) => {
            setOpen(true);
            setWords(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={pressed}
          onBlur={(event) => {
            if (box.current && !box.current.contains(event.relatedTarget)) shut();
          }}
        />
        {clearable && !several && picked.length > 0 ? (
          <button type="button" class="pick-clear" aria-label="Clear" onClick={() => changed([])}>
            ✕
          </button>
        ) : (
          <span class="pick-arrow" aria-hidden="true">
            ⌄
          </span>
        )}
      </div>
      {open && (
        <List
          id={list}
          opener={input}
          found={found}
          active={active}
          chosen={chosen}
          several={several}
          empty={sought.says || "No items"}
          onMove={setActive}
          onChoose={choose}
        />
      )}
    </div>
  );
}

/** What is found for the words so far: `{options, says}`; `says` stands where there is nothing to choose. */
function useSearch(open, words, search) {
  const [sought, setSought] = useState({ options: [], says: "" });
  const latest = useRef(search);
  latest.current = search;
  useEffect(() => {
    if (!open || !latest.current) return undefined;
    let outdated = false;
    setSought((before) => ({ ...before, says: "Searching…" }));
    const timer = setTimeout(
      async () => {
        let next = { options: [], says: "Could not be searched. Type again." };
        try {
          next = { options: await latest.current(words), says: "" };
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
        }
        if (!outdated) setSought(next);
      },
      words ? RESTED : 0,
    );
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [open, words]);
  return sought;
}

function List({ id, opener, found, active, chosen, several, empty, onMove, onChoose }) {
  const box = useRef();
  useLayoutEffect(() => {
    box.current.showPopover();
    box.current.style.width = `${Math.max(220, opener.current.getBoundingClientRect().width)}px`;
  }, []);
  useLayoutEffect(() => {
    place(box.current, opener.current);
    box.current.querySelector(".on")?.scrollIntoView({ block: "nearest" });
  });
  return (
    <div
      class="pick-list floating"
      popover="manual"
      role="listbox"
      id={id}
      aria-label="Choices"
      aria-multiselectable={several ? "true" : undefined}
      ref={box}
      onMouseDown={(event) => event.preventDefault()}
    >
      {found.map((option, number) => (
        <>
          {option.group && option.group !== found[number - 1]?.group && (
            <p class="menu-heading" role="presentation" key={`group-${option.group}`}>
              {option.group}
            </p>
          )}
          <div
            key={option.value}
            id={`${id}-${number}`}
            role="option"
            class={number === active ? "pick-option on" : "pick-option"}
            aria-selected={chosen.includes(option.value)}
            onMouseMove={() => onMove(number)}
            onClick={() => onChoose(option)}
          >
            <span dir="auto">
              {option.label}
              {option.description && <small>{option.description}</small>}
            </span>
            {chosen.includes(option.value) && <span aria-hidden="true">✓</span>}
          </div>
        </>
      ))}
      {!found.length && <p class="faint">{empty}</p>}
    </div>
  );
}

function fits(option, words) {
  const hay = `${option.label} ${option.description || ""}`.toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
}
