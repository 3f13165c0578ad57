// What every page carries; the larger islands load at their first use.
import { copyButtons } from "./copy.mjs";
import { focusableScrollers } from "./scrollers.mjs";
import { menu } from "./menu.mjs";
import { modeButton } from "./modes.mjs";
import { outlineMarks } from "./outline.mjs";
import { previews } from "./previews.mjs";
import { searchButton } from "./search-button.mjs";
import { tabs } from "./tabs.mjs";

searchButton();
modeButton();
menu();
tabs();
copyButtons();
focusableScrollers();
outlineMarks();
previews();
if (document.querySelector(".widget")) import(document.body.dataset.widgets).then(({ mountAll }) => mountAll());
