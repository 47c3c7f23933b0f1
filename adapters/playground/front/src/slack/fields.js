// What a field holds, in the wire's own shape of `state.values`.
//
// docs.slack.dev/reference/views/view-submission

const TYPED = new Set(["plain_text_input", "email_text_input", "url_text_input", "number_input"]);
const ONE = {
  users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  channels_select: ["selected_channel", "initial_channel"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};
const MANY = {
  multi_users_select: ["selected_users", "initial_users"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  multi_channels_select: ["selected_channels", "initial_channels"],
};
const ONE_OPTION = new Set(["static_select", "radio_buttons"]);
const MANY_OPTIONS = new Set(["multi_static_select", "checkboxes"]);
const SEARCHED = new Set(["external_select", "multi_external_select"]);

export function isTyped(element) {
  return TYPED.has(element.type);
}

export function holdsValue(element) {
  const { type } = element;
  return TYPED.has(type) || type in ONE || type in MANY || ONE_OPTION.has(type) || MANY_OPTIONS.has(type) || SEARCHED.has(type);
}

/**
 * What an element holds, plainly: a text, an id, a list of ids, a number of seconds, an option's value or values; of
 * what is searched the options themselves, since nobody else knows their texts.
 */
export function contentOf(element, value) {
  const { type } = element;
  const wire = value || untouched(element);
  if (TYPED.has(type)) return wire.value || "";
  if (type in ONE) return wire[ONE[type][0]];
  if (type in MANY) return wire[MANY[type][0]] || [];
  if (SEARCHED.has(type)) return wire.selected_options || [wire.selected_option].filter(Boolean);
  if (ONE_OPTION.has(type)) return wire.selected_option?.value ?? null;
  return (wire.selected_options || []).map((option) => option.value);
}

/** The wire's shape of what a person put in, given plainly as `contentOf` gives it. */
export function filled(element, content) {
  const { type } = element;
  if (TYPED.has(type)) return { type, value: content || null };
  if (type in ONE) return { type, [ONE[type][0]]: content || null };
  if (type in MANY) return { type, [MANY[type][0]]: content };
  if (type === "external_select") return { type, selected_option: content[0] ?? null };
  if (type === "multi_external_select") return { type, selected_options: content };
  const offered = optionsOf(element);
  const option = (value) => {
    const { text } = offered.find((each) => each.value === value);
    return { text, value };
  };
  if (ONE_OPTION.has(type)) return { type, selected_option: content === null ? null : option(content) };
  // In the order in which they are offered, as Slack sends them.
  const chosen = offered.filter((each) => content.includes(each.value)).map((each) => option(each.value));
  return { type, selected_options: chosen };
}

/** What a field holds before anybody touches it. */
export function untouched(element) {
  const { type } = element;
  if (TYPED.has(type)) return { type, value: element.initial_value || null };
  if (type in ONE) return { type, [ONE[type][0]]: element[ONE[type][1]] ?? null };
  if (type in MANY) return { type, [MANY[type][0]]: element[MANY[type][1]] || [] };
  if (ONE_OPTION.has(type) || type === "external_select") return { type, selected_option: bare(element.initial_option) };
  return { type, selected_options: (element.initial_options || []).map(bare) };
}

function bare(option) {
  return option ? { text: option.text, value: option.value } : null;
}

export function optionsOf(element) {
  return element.options || (element.option_groups || []).flatMap((group) => group.options);
}

/** Every element of a view that holds a value, with its block. */
export function fieldsOf(blocks) {
  return blocks.flatMap((block) => {
    const inside = { input: [block.element], section: [block.accessory], actions: block.elements }[block.type] || [];
    return inside.filter((element) => element && holdsValue(element)).map((element) => [block, element]);
  });
}

/** The `state.values` of a view: what was put in so far, and the rest untouched. */
export function valuesOf(blocks, typed) {
  const values = {};
  for (const [block, element] of fieldsOf(blocks)) {
    values[block.block_id] ??= {};
    values[block.block_id][element.action_id] = typed[block.block_id]?.[element.action_id] || untouched(element);
  }
  return values;
}
