// How a card looks in Teams. Colours are custom properties, so that a change of theme draws nothing anew and what
// somebody is typing stays. Names: learn.microsoft.com/adaptive-cards/rendering-cards/host-config.

const sizes = {
  fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
};

const tones = (ground) => {
  const tone = (name) => `var(--tm-${name})`;
  const both = (one, subtle = one) => ({ default: tone(one), subtle: tone(subtle) });
  return {
    backgroundColor: tone(ground),
    foregroundColors: {
      default: both("text", "text-2"),
      dark: both("text", "text-2"),
      light: both("text-2"),
      accent: both("accent"),
      good: both("good"),
      warning: both("warning"),
      attention: both("attention"),
    },
  };
};

export const HOST = {
  fontTypes: {
    default: { fontFamily: "var(--tm-type)", ...sizes },
    monospace: { fontFamily: "var(--mono)", ...sizes },
  },
  lineHeights: { small: 16, default: 20, medium: 22, large: 24, extraLarge: 32 },
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: "var(--tm-line)" },
  supportsInteractivity: true,
  choiceSetInputValueSeparator: ",",
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 0, // the sheet's gap, which also holds where buttons go on in a second line
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    allowTitleToWrap: true,
    showCard: { actionMode: "inline", inlineTopMargin: 8, style: "emphasis" },
    preExpandSingleShowCardAction: false,
  },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder" },
    },
    errorMessage: { color: "attention", size: "small", spacing: "small", weight: "default" },
  },
  textBlock: { headingLevel: 3 },
  textStyles: { heading: { size: "large", weight: "bolder", color: "default", isSubtle: false, fontType: "default" } },
  factSet: {
    title: { weight: "bolder", wrap: true, maxWidth: 160 },
    value: { weight: "default", wrap: true },
    spacing: 16,
  },
  containerStyles: {
    default: tones("card"),
    emphasis: tones("emphasis"),
    accent: tones("accent-ground"),
    good: tones("good-ground"),
    warning: tones("warning-ground"),
    attention: tones("attention-ground"),
  },
};
