// Choices that are searched by typing, as Teams offers people and long lists; any other choices are the renderer's own.

import { ChoiceSetInput } from "adaptivecards/lib/card-elements.js";
import { render } from "preact";
import { Pick } from "../shell/pick.jsx";

let count = 0;
const titles = new Map(); // of what was ever found, for what is drawn again with it chosen

export class SearchedChoices extends ChoiceSetInput {
  searched = false;
  ask = null;

  internalRender() {
    if (!this.searched) return super.internalRender();
    this.chosen = this.defaultValue ? this.defaultValue.split(",") : [];
    this.box = document.createElement("div");
    this.box.className = "tm-search";
    count += 1;
    this.inputId = `tm-search-${count}`;
    this.draw();
    return this.box;
  }

  draw() {
    const known = new Set(this.choices.map((choice) => choice.value));
    // Somebody who is not to be found any more stays chosen until taken out.
    const missing = this.chosen
      .filter((value) => !known.has(value))
      .map((value) => ({ value, label: titles.get(value) || value }));
    const offered = this.choices.map(plainly);
    render(
      <Pick
        id={this.inputId}
        options={[...offered, ...missing]}
        search={this.ask && ((words) => (words ? this.find(words) : offered))}
        chosen={this.chosen}
        several={this.isMultiSelect}
        placeholder={this.placeholder}
        clearable={!this.isRequired}
        field={{ "aria-required": this.isRequired ? "true" : undefined }}
        onChange={(chosen) => {
          this.chosen = chosen;
          this.draw();
          this.valueChanged();
        }}
      />,
      this.box,
    );
  }

  async find(words) {
    const found = await this.ask(words);
    for (const { value, title } of found) titles.set(value, title);
    return found.map(plainly);
  }

  get value() {
    return this.searched ? this.chosen?.join(",") || undefined : super.value;
  }

  focus() {
    if (this.searched) this.box.querySelector("input").focus();
    else super.focus();
  }

  updateInputControlAriaLabelledBy() {
    if (!this.searched) super.updateInputControlAriaLabelledBy();
    else this.box.querySelector("input").setAttribute("aria-labelledby", this.getAllLabelIds().join(" "));
  }

  /** Once drawn: the label leads to the field, and several boxes to tick are a group with a name. */
  mend(node) {
    const box = this.renderedInputControlElement;
    if (this.searched) {
      node.querySelector(`label[for="${box.id}"]`)?.setAttribute("for", this.inputId);
    } else if (this.isMultiSelect || this.style === "expanded") {
      box.setAttribute("role", this.isMultiSelect ? "group" : "radiogroup");
      if (this.label) box.setAttribute("aria-label", this.label);
    }
  }
}

function plainly({ value, title }) {
  return { value, label: title };
}
