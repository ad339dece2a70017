// Copies what the pages need out of node_modules into static/vendortrack/vendor/: `make assets`.
// The results are committed, so that neither an installation nor a test needs npm.
// Two changes are made on the way, both for the content security policy:
//   - Bootstrap's data: images become `none` (img-src 'self'); vendortrack.css draws what they drew;
//   - source map comments go, since the maps are not shipped and collectstatic looks for them.
// The icons named in icons.txt become one SVG sprite of <symbol>s.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const from = (...path) => join(here, "node_modules", ...path);
const vendor = join(here, "..", "static", "vendortrack", "vendor");
const axe = join(here, "..", "..", "tests", "journeys", "axe");
for (const folder of [vendor, axe]) mkdirSync(folder, { recursive: true });

const withoutMap = (text) => text.replace(/\n?(\/\*|\/\/)# sourceMappingURL=[^\n]*/g, "\n");

function bootstrap() {
  const css = readFileSync(from("bootstrap", "dist", "css", "bootstrap.min.css"), "utf8");
  const note = "/* VendorTrack: the embedded images are replaced by none; nothing else is changed. */";
  writeFileSync(join(vendor, "bootstrap.min.css"), withoutMap(css.replace(/url\("data:[^"]*"\)/g, "none")) + note + "\n");
  copyFileSync(from("bootstrap", "LICENSE"), join(vendor, "bootstrap-LICENSE.txt"));
}

function htmx() {
  const script = readFileSync(from("htmx.org", "dist", "htmx.min.js"), "utf8");
  writeFileSync(join(vendor, "htmx.min.js"), withoutMap(script));
  copyFileSync(from("htmx.org", "LICENSE"), join(vendor, "htmx-LICENSE.txt"));
}

function inter() {
  for (const part of ["latin", "latin-ext", "greek", "cyrillic"]) {
    const file = `inter-${part}-wght-normal.woff2`;
    copyFileSync(from("@fontsource-variable", "inter", "files", file), join(vendor, file));
  }
  copyFileSync(from("@fontsource-variable", "inter", "LICENSE"), join(vendor, "inter-OFL.txt"));
}

function symbol(name) {
  const svg = readFileSync(from("bootstrap-icons", "icons", `${name}.svg`), "utf8");
  const box = svg.match(/viewBox="([^"]+)"/)[1];
  const body = svg.replace(/^[^>]*>/, "").replace("</svg>", "").replace(/\s+/g, " ").trim();
  return `<symbol id="i-${name}" viewBox="${box}">${body}</symbol>`;
}

function icons() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split(/\s+/).filter(Boolean);
  const sprite = [...new Set(names)].sort().map(symbol).join("\n");
  writeFileSync(join(vendor, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${sprite}\n</svg>\n`);
  copyFileSync(from("bootstrap-icons", "LICENSE"), join(vendor, "bootstrap-icons-LICENSE.txt"));
}

function axeCore() {
  writeFileSync(join(axe, "axe.min.js"), withoutMap(readFileSync(from("axe-core", "axe.min.js"), "utf8")));
  copyFileSync(from("axe-core", "LICENSE"), join(axe, "LICENSE.txt"));
}

for (const step of [bootstrap, htmx, inter, icons, axeCore]) step();
