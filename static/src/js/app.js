// The page's one script. Everything it adds is an extra: each page works without it.
import "htmx.org";

import { startCopying, startPrinting } from "./copy.js";
import { startCounting } from "./count.js";
import { startDrafts } from "./drafts.js";
import { startKeys } from "./keys.js";
import { startMenus, startToasts } from "./overlays.js";
import { startRequests } from "./requests.js";
import { startTheme } from "./theme.js";

startTheme();
startMenus();
startToasts();
startCopying();
startPrinting();
startDrafts();
startCounting();
startKeys();
startRequests();
document.querySelector("[data-focus]")?.focus();
