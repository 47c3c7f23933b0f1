// A modal: its fields, what is wrong in them, and the view beneath it.

import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../api.js";
import { Dialog } from "../shell/dialog.jsx";
import { Blocks } from "./blocks.jsx";
import { valuesOf } from "./fields.js";

/**
 * `view` as `seen` gives it; `act(verb, values)`; `done` looks again at what the person sees. `draft` is a place to keep
 * what is typed while another form lies on top, or one is somebody else: a Map and a key.
 */
export function Modal({ view, look, choices, draft, act, done }) {
  const [typed, setTyped] = useState(draft.map.get(draft.key) || view.state?.values || {});
  const [errors, setErrors] = useState({});
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const body = useRef();
  const latest = useRef(typed);
  latest.current = typed;

  useEffect(() => {
    setErrors({});
    setTrouble("");
    body.current.parentElement.scrollTop = 0;
  }, [view.hash]);

  useEffect(() => {
    body.current.querySelector("[aria-invalid=true]")?.focus();
  }, [errors]);

  const surface = {
    look,
    choices,
    heading: "h3",
    valueOf: (block, element) => typed[block.block_id]?.[element.action_id],
    change(block, element, value) {
      const next = { ...latest.current, [block.block_id]: { ...latest.current[block.block_id], [element.action_id]: value } };
      latest.current = next;
      draft.map.set(draft.key, next);
      setTyped(next);
      if (errors[block.block_id]) setErrors(({ [block.block_id]: _, ...rest }) => rest);
    },
    async search(block, element, words) {
      const at = { view_id: view.id, block_id: block.block_id, action_id: element.action_id };
      return (await act("suggest", { ...at, words })).found;
    },
    async press(block, element, value) {
      return (await ask("press", {
        surface: "modal",
        block_id: block.block_id,
        action_id: element.action_id,
        values: valuesOf(view.blocks, latest.current),
        ...(value && { value }),
      })) !== null;
    },
  };

  async function ask(verb, values) {
    setTrouble("");
    try {
      const answer = await act(verb, values);
      if (answer.said && !answer.ok) setTrouble(answer.said);
      done();
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setTrouble(error.message);
      return null;
    }
  }

  async function submit(event) {
    event?.preventDefault();
    if (busy || !view.submit) return;
    setBusy(true);
    const answer = await ask("submit", { view_id: view.id, values: valuesOf(view.blocks, latest.current) });
    setBusy(false);
    if (answer) setErrors(answer.errors || {});
  }

  const close = () => ask("close", {});
  const wrong = Object.keys(errors).length;
  return (
    <Dialog
      inPane
      test="modal"
      title={view.title.text}
      onClose={close}
      busy={busy}
      before={
        view.previous_view_id && (
          <button type="button" class="icon" aria-label="Back" onClick={close}>
            ‹
          </button>
        )
      }
      footer={
        <>
          <button type="button" class="button" onClick={close}>
            {view.close?.text || "Cancel"}
          </button>
          {view.submit && (
            <button type="submit" form={`form-${view.id}`} class="button primary" data-test="modal-submit" aria-disabled={busy ? "true" : undefined}>
              {busy ? "…" : view.submit.text}
            </button>
          )}
        </>
      }
    >
      <form id={`form-${view.id}`} noValidate onSubmit={submit} ref={body} class="modal-body">
        {trouble && (
          <p class="error error-box" role="alert" dir="auto">
            {trouble}
          </p>
        )}
        {wrong > 0 && (
          <p class="unseen" role="alert">
            {wrong === 1 ? "One field needs your attention." : `${wrong} fields need your attention.`}
          </p>
        )}
        <Blocks blocks={view.blocks} surface={surface} errors={errors} />
      </form>
    </Dialog>
  );
}
