// Microsoft's renderer of Adaptive Cards, dressed as Teams: it draws a card, and tells where in the card a pressed
// button stands.
//
// Imported by its modules: the package's front door also wants a library for carousels, which no card has.

import {
  AdaptiveCard,
  ExecuteAction,
  OpenUrlAction,
  SerializationContext,
  SubmitAction,
} from "adaptivecards/lib/card-elements.js";
import { ValidationEvent } from "adaptivecards/lib/enums.js";
import { HostConfig } from "adaptivecards/lib/host-config.js";
import { GlobalRegistry } from "adaptivecards/lib/registry.js";
import { GlobalSettings } from "adaptivecards/lib/shared.js";
import { micromark } from "micromark";
import { clockTime, shortDate } from "../shell/time.js";
import { HOST } from "./hostconfig.js";
import { NamedPicture } from "./picture.js";
import { SearchedChoices } from "./searched.jsx";

const MENTION = /<at>(.*?)<\/at>/g;
const OPEN = "\uE000"; // private use: what nobody writes, and Markdown leaves alone
const CLOSE = "\uE001";
const MOMENT = /\{\{(DATE|TIME)\(([^,)]+)(?:,\s*\w+)?\)\}\}/g;
const NEWEST = 1.5;
const SAFE = ["http:", "https:", "mailto:"];
const UNDRAWN = new Set([
  ValidationEvent.ActionTypeNotAllowed,
  ValidationEvent.ElementTypeNotAllowed,
  ValidationEvent.MissingCardType,
  ValidationEvent.UnknownActionType,
  ValidationEvent.UnknownElementType,
  ValidationEvent.UnsupportedCardVersion,
]);

GlobalSettings.setTabIndexAtCardRoot = false;
GlobalSettings.useMarkdownInRadioButtonAndCheckbox = false;
GlobalRegistry.elements.register("Input.ChoiceSet", SearchedChoices);
GlobalRegistry.elements.register("Image", NamedPicture);

AdaptiveCard.onProcessMarkdown = (text, result) => {
  // micromark leaves out HTML and unsafe addresses by itself; a mention is the one tag that Teams knows.
  result.outputHtml = micromark(text.replace(MENTION, `${OPEN}$1${CLOSE}`))
    .replaceAll(OPEN, '<span class="tm-mention">')
    .replaceAll(CLOSE, "</span>");
  result.didProcess = true;
};

/**
 * `{node, changed}`: the card as an element, and the texts by id of the inputs that somebody has changed.
 *
 * `zone`: whose times are shown. `own`: the object id whose mentions stand out. `people` (`{value, title}`) fill the
 * pickers. `typed`: texts by id that take the place of the inputs' own. `onSearch(input, words)` gives choices. `onAction` gets `{at, inputs, button}` once the
 * inputs are right: `at` is the button's JSON pointer in the card. Throws, with a sentence, for what cannot be drawn.
 */
export function drawCard(payload, { zone, own = "", people = [], typed = {}, onAction, onSearch }) {
  if (payload?.type !== "AdaptiveCard") throw new Error("It is no Adaptive Card.");
  if (!(Number(payload.version) <= NEWEST)) {
    throw new Error(`Teams draws Adaptive Cards up to version ${NEWEST}, and this one is of version ${payload.version}.`);
  }
  const places = new Map();
  const source = prepared(payload, "", { zone, people, typed, places });
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(HOST);
  const pointers = new Map();
  const context = new SerializationContext();
  context.onParseAction = (action, from) => pointers.set(action, places.get(from));
  context.onParseElement = (element, from) => {
    if (!(element instanceof SearchedChoices)) return;
    element.searched = Boolean(from.searched);
    if (from.asks) element.ask = (words) => onSearch(from.id, words);
  };
  card.onExecuteAction = (action) => {
    if (action instanceof OpenUrlAction) open(action.url);
    else if (action instanceof ExecuteAction || action instanceof SubmitAction) {
      onAction?.({ at: pointers.get(action), inputs: texts(action.getReferencedInputs()), button: action.renderedElement });
    }
  };
  card.parse(source, context);
  for (let number = 0; number < context.eventCount; number += 1) {
    const { event, message } = context.getEventAt(number);
    if (UNDRAWN.has(event)) throw new Error(message);
  }
  card.lang = payload.lang; // the renderer's own check of it fails every other time: its pattern keeps a position
  const node = card.render();
  if (!node) throw new Error("The renderer drew nothing.");
  mend(card, node, pointers);
  // What a button unfolds is drawn only then.
  card.onInlineCardExpanded = () => mend(card, node, pointers);
  for (const mention of node.querySelectorAll(".tm-mention")) {
    if (mentioned(payload, own, mention.textContent)) mention.classList.add("tm-mention-own");
  }
  if (payload.lang) node.lang = payload.lang;
  const changed = () => texts(card.getAllInputs().filter((input) => input.id in typed || input.isDirty()));
  return { node, changed };
}

/** A copy for the renderer, and by each part of it where it stands. */
function prepared(part, at, help) {
  if (Array.isArray(part)) return part.map((each, number) => prepared(each, `${at}/${number}`, help));
  if (part === null || typeof part !== "object") return part;
  const made = {};
  for (const [key, value] of Object.entries(part)) {
    // What a button carries is the bot's own matter: it is sent by its place.
    made[key] = key === "data" ? value : prepared(value, `${at}/${key}`, help);
  }
  help.places.set(made, at);
  const type = String(part.type || "");
  if (type.startsWith("Input.")) fill(made, help);
  else if (type === "TextBlock") made.text = moments(made.text, help.zone);
  else if (type === "FactSet") for (const fact of made.facts || []) fact.value = moments(fact.value, help.zone);
  return made;
}

function fill(input, { people, typed }) {
  if (input.id in typed) input.value = typed[input.id];
  if (input.type !== "Input.ChoiceSet") return;
  const dataset = input["choices.data"]?.dataset;
  if (dataset && !dataset.startsWith("graph.microsoft.com/")) {
    delete input["choices.data"];
    input.searched = true;
    input.asks = true;
  } else if (dataset) {
    // Teams asks its directory as one types; here everybody is known from the start.
    input.choices = [...(input.choices || []), ...people];
    delete input["choices.data"];
    input.searched = true;
    input.placeholder ||= "Search for people";
  } else if (input.style === "filtered") {
    input.searched = true;
  }
  // Unknown to a version that is not said to have it, and drawn by us in any case.
  if (input.searched) delete input.style;
}

/** What Teams writes for a moment, in the zone of whoever looks and not in the browser's. */
function moments(text, zone) {
  if (typeof text !== "string") return text;
  return text.replace(MOMENT, (whole, kind, at) => {
    const seconds = Date.parse(at) / 1000;
    if (Number.isNaN(seconds)) return whole;
    return kind === "DATE" ? shortDate(seconds, zone) : clockTime(seconds, zone);
  });
}

function mentioned(payload, own, name) {
  return (payload.msteams?.entities || []).some(
    (each) => each.type === "mention" && each.mentioned?.id === own && each.text === `<at>${name}</at>`,
  );
}

const safe = (address) => URL.canParse(address) && SAFE.includes(new URL(address).protocol);

function open(address) {
  if (safe(address)) window.open(address, "_blank", "noopener,noreferrer");
}

/** Texts by id of inputs, a list or by id; "" for what is empty. */
function texts(inputs) {
  return Object.fromEntries(Object.values(inputs).map(({ id, value }) => [id, Number.isNaN(value) ? "" : String(value ?? "")]));
}

/** What the renderer leaves out: names for those who cannot see it, places, and safe links. */
function mend(card, node, pointers) {
  for (const input of card.getAllInputs()) {
    const { renderedElement: whole, renderedInputControlElement: box } = input;
    // An input's id is the card's own and can stand in several cards of a page.
    if (whole?.id === input.id) whole.removeAttribute("id");
    if (!box) continue;
    box.dataset.input = input.id;
    if (input instanceof SearchedChoices) input.mend(node);
  }
  for (const [action, at] of pointers) action.renderedElement?.setAttribute("data-at", at);
  for (const link of node.querySelectorAll("a[href]")) {
    if (safe(link.getAttribute("href"))) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    } else {
      link.replaceWith(...link.childNodes);
    }
  }
}
