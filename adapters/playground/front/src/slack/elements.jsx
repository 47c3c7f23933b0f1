// Block Kit's interactive elements.
//
// slack-blocks-to-jsx draws these too, but keeps what is chosen to itself: its elements have no handler to be told by.

import { useId, useState } from "preact/hooks";
import { Dialog } from "../shell/dialog.jsx";
import { Menu } from "../shell/menu.jsx";
import { contentOf, filled, isTyped } from "./fields.js";
import { Control } from "./inputs.jsx";
import { isAddress } from "./mrkdwn.jsx";

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
  const given = { id, named, block, element, content, change, surface, optional };
  return (
    <>
      <Control {...given} />
      {dialog}
    </>
  );
}
