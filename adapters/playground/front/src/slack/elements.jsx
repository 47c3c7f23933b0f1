// Block Kit's interactive elements.
//
// slack-blocks-to-jsx draws these too, but keeps what is chosen to itself: its elements have no handler to be told by.

import { useId, useState } from "preact/hooks";
import { Dialog } from "../shell/dialog.jsx";
import { Menu } from "../shell/menu.jsx";
import { fromParts, toParts } from "../shell/time.js";
import { contentOf, filled, isTyped, optionsOf } from "./fields.js";
import { isAddress, TextObject } from "./mrkdwn.jsx";
import { Pick } from "./pick.jsx";

const FAILED_MS = 6000;

/**
 * One element. `surface` has `look`, `choices(kind)`, `press(block, element, value?)`, and for what holds values
 * `valueOf(block, element)` and `change(block, element, value)`. `field` are attributes of the control that say its
 * label, hint and error.
 */
export function Element({ element, block, surface, field, optional }) {
  if (element.type === "button") return <Button element={element} block={block} surface={surface} />;
  if (element.type === "overflow") return <Overflow element={element} block={block} surface={surface} />;
  if (element.type === "image") return <Picture element={element} />;
  return <Field element={element} block={block} surface={surface} field={field} optional={optional} />;
}

/** Slack never loads a picture from elsewhere here: its words stand in for it. */
export function Picture({ element }) {
  return (
    <span class="picture" role="img" aria-label={element.alt_text}>
      <span aria-hidden="true">▨ </span>
      {element.alt_text}
    </span>
  );
}

function usePress(surface, block) {
  const [state, setState] = useState("");
  async function press(element, value) {
    setState("busy");
    const fine = await surface.press(block, element, value);
    setState(fine ? "" : "failed");
    if (!fine) setTimeout(() => setState(""), FAILED_MS);
  }
  return [state, press];
}

/** Asks first where the element says so; `begin` starts, and `dialog` is to be drawn. */
function useConfirm(element, go) {
  const [asked, setAsked] = useState(null);
  const confirm = element.confirm;
  const begin = (value) => (confirm ? setAsked({ value }) : go(value));
  const dialog = asked && (
    <Dialog
      title={confirm.title.text}
      inPane
      test="confirm"
      onClose={() => setAsked(null)}
      footer={
        <>
          <button type="button" class="button" onClick={() => setAsked(null)}>
            {confirm.deny.text}
          </button>
          <button
            type="button"
            class={confirm.style === "danger" ? "button danger" : "button primary"}
            data-autofocus
            onClick={() => {
              setAsked(null);
              go(asked.value);
            }}
          >
            {confirm.confirm.text}
          </button>
        </>
      }
    >
      <p dir="auto">{confirm.text.text}</p>
    </Dialog>
  );
  return [begin, dialog];
}

function Button({ element, block, surface }) {
  const [state, press] = usePress(surface, block);
  const [begin, dialog] = useConfirm(element, () => press(element));
  const opens = element.url && isAddress(element.url);
  return (
    <>
      <button
        type="button"
        class={`sbutton ${element.style || ""} ${state}`}
        aria-busy={state === "busy" ? "true" : undefined}
        aria-label={element.accessibility_label}
        title={opens ? element.url : undefined}
        data-action={element.action_id}
        onClick={() => {
          if (state === "busy") return;
          if (opens) window.open(element.url, "_blank", "noopener,noreferrer");
          begin();
        }}
      >
        <span dir="auto">{element.text.text}</span>
        {opens && <span aria-hidden="true"> ↗</span>}
        {state === "failed" && <span role="img" aria-label="That did not work"> ⚠</span>}
      </button>
      {dialog}
    </>
  );
}

function Overflow({ element, block, surface }) {
  const [, press] = usePress(surface, block);
  const [begin, dialog] = useConfirm(element, (option) =>
    press(element, { type: "overflow", selected_option: { text: option.text, value: option.value } }),
  );
  return (
    <>
      <Menu
        label="More"
        button="⋯"
        className="sbutton overflow"
        items={element.options.map((option) => ({
          label: option.text.text,
          hint: option.description?.text,
          onPick: () => begin(option),
        }))}
      />
      {dialog}
    </>
  );
}

function Field({ element, block, surface, field, optional }) {
  const own = useId();
  const id = field?.id || own;
  const named = field ? { ...field, id: undefined } : { "aria-label": element.placeholder?.text || "Choose" };
  const dispatches = block.type !== "input" || block.dispatch_action;
  const [, press] = usePress(surface, block);
  const [begin, dialog] = useConfirm(element, (value) => press(element, value));
  const content = contentOf(element, surface.valueOf(block, element));
  const change = (given) => {
    const value = filled(element, given);
    surface.change(block, element, value);
    if (dispatches && !isTyped(element)) begin(value);
  };
  const given = { id, named, element, content, change, surface, optional };
  return (
    <>
      {control(given)}
      {dialog}
    </>
  );
}

function control(given) {
  const { id, named, element, content, change, surface, optional } = given;
  const placeholder = element.placeholder?.text;
  switch (element.type) {
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return <Typed {...given} />;
    case "static_select":
    case "multi_static_select": {
      const several = element.type === "multi_static_select";
      return (
        <Pick
          id={id}
          field={named}
          several={several}
          clearable={optional}
          placeholder={placeholder || (several ? "Select options" : "Select an option")}
          options={choices(element)}
          chosen={several ? content : content === null ? [] : [content]}
          onChange={(values) => change(several ? values : values[0] ?? null)}
        />
      );
    }
    case "checkboxes":
    case "radio_buttons":
      return <Boxes {...given} />;
    case "datepicker":
      return <input {...named} id={id} type="date" class="field" value={content || ""} onChange={(event) => change(event.currentTarget.value)} />;
    case "timepicker":
      return <input {...named} id={id} type="time" class="field" value={content || ""} onChange={(event) => change(event.currentTarget.value)} />;
    case "datetimepicker":
      return <Moment {...given} />;
    default: {
      const several = element.type.startsWith("multi_");
      const kind = /users|channels|conversations/.exec(element.type)?.[0];
      if (!kind) throw new Error(`The element ${element.type} is not known here.`);
      return (
        <Pick
          id={id}
          field={named}
          several={several}
          clearable={optional}
          placeholder={placeholder || `Select ${several ? kind : `a ${kind.slice(0, -1)}`}`}
          options={surface.choices(kind)}
          chosen={several ? content : content ? [content] : []}
          onChange={(values) => change(several ? values : values[0] ?? null)}
        />
      );
    }
  }
}

function choices(element) {
  const plainly = (option, group) => ({
    value: option.value,
    label: option.text.text,
    description: option.description?.text,
    group,
  });
  if (element.options) return element.options.map((option) => plainly(option));
  return element.option_groups.flatMap((group) => group.options.map((option) => plainly(option, group.label.text)));
}

function Typed({ id, named, element, content, change }) {
  const type = { email_text_input: "email", url_text_input: "url" }[element.type] || "text";
  const left = element.max_length ? element.max_length - [...content].length : Infinity;
  const shared = {
    ...named,
    id,
    class: "field",
    dir: "auto",
    value: content,
    placeholder: element.placeholder?.text,
    "data-autofocus": element.focus_on_load || undefined,
    onInput: (event) => change(event.currentTarget.value),
  };
  return (
    <>
      {element.multiline ? (
        <textarea {...shared} rows={4} />
      ) : (
        <input {...shared} type={type} inputMode={element.type === "number_input" ? "decimal" : undefined} />
      )}
      {left <= element.max_length / 5 && (
        <span class={left < 0 ? "left left-over" : "left"} aria-live="polite">
          {left < 0 ? `${-left} too many` : `${left} left`}
        </span>
      )}
    </>
  );
}

function Boxes({ id, named, element, content, change, surface }) {
  const radio = element.type === "radio_buttons";
  const on = (option) => (radio ? content === option.value : content.includes(option.value));
  const toggled = (option) => {
    if (radio) return option.value;
    return on(option) ? content.filter((value) => value !== option.value) : [...content, option.value];
  };
  return (
    <div class="boxes" id={id} role={radio ? "radiogroup" : "group"} {...named} tabIndex={-1}>
      {optionsOf(element).map((option) => (
        <label key={option.value} class="box">
          <input type={radio ? "radio" : "checkbox"} name={id} checked={on(option)} onChange={() => change(toggled(option))} />
          <span>
            <TextObject object={option.text} look={surface.look} />
            {option.description && <small dir="auto">{option.description.text}</small>}
          </span>
        </label>
      ))}
    </div>
  );
}

/** A date and a time, read in the person's own zone. */
function Moment({ id, named, content, change, surface }) {
  const { zone } = surface.look;
  const kept = content ? toParts(content, zone) : { date: "", time: "" };
  // One half alone is no instant yet; it is kept here until the other comes.
  const [half, setHalf] = useState({});
  const date = half.date ?? kept.date;
  const time = half.time ?? kept.time;
  function set(part) {
    const next = { date, time, ...part };
    setHalf(next);
    change(next.date && next.time ? fromParts(next.date, next.time, zone) : null);
  }
  const described = { "aria-describedby": named["aria-describedby"], "aria-invalid": named["aria-invalid"] };
  const label = named["aria-labelledby"];
  return (
    <div class="moment" role="group" aria-labelledby={label} aria-label={named["aria-label"]}>
      <input
        {...described}
        id={id}
        type="date"
        class="field"
        aria-label="Date"
        value={date}
        onChange={(event) => set({ date: event.currentTarget.value })}
      />
      <input
        {...described}
        type="time"
        class="field"
        aria-label="Time"
        value={time}
        onChange={(event) => set({ time: event.currentTarget.value })}
      />
      <small class="faint">{zone.replaceAll("_", " ")}</small>
    </div>
  );
}
