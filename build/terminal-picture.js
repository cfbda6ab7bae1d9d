// Turns what `tmux capture-pane -e -p` prints (standard input) into an SVG picture (standard output). No packages.
'use strict';
const cell = { width: 8.4, height: 18, baseline: 13.5 };
const ground = { fore: '#cdd6f4', back: '#1e1e2e' };
const named = ['#000000', '#cd3131', '#0dbc79', '#e5e510', '#2472c8', '#bc3fbc', '#11a8cd', '#e5e5e5',
  '#666666', '#f14c4c', '#23d18b', '#f5f543', '#3b8eea', '#d670d6', '#29b8db', '#ffffff'];

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => text.replace(/[&<>"]/g, (character) => escapes[character]);
const hex = (r, g, b) => '#' + [r, g, b].map((part) => Number(part).toString(16).padStart(2, '0')).join('');
const isWide = (text) => /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u.test(text);

function indexed(number) {
  if (number < 16) { return named[number]; }
  if (number >= 232) { const grey = 8 + (number - 232) * 10; return hex(grey, grey, grey); }
  const steps = [0, 95, 135, 175, 215, 255];
  const rest = number - 16;
  return hex(steps[Math.floor(rest / 36)], steps[Math.floor(rest / 6) % 6], steps[rest % 6]);
}

function apply(style, parameters) {
  const codes = parameters === '' ? [0] : parameters.split(/[;:]/).map(Number);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) { Object.assign(style, { fore: null, back: null, bold: false, underline: false, reverse: false }); }
    else if (code === 1) { style.bold = true; }
    else if (code === 4) { style.underline = true; }
    else if (code === 7) { style.reverse = true; }
    else if (code === 22) { style.bold = false; }
    else if (code === 24) { style.underline = false; }
    else if (code === 27) { style.reverse = false; }
    else if (code === 39) { style.fore = null; }
    else if (code === 49) { style.back = null; }
    else if ((code === 38 || code === 48) && codes[i + 1] === 2) {
      style[code === 38 ? 'fore' : 'back'] = hex(codes[i + 2], codes[i + 3], codes[i + 4]);
      i += 4;
    } else if ((code === 38 || code === 48) && codes[i + 1] === 5) {
      style[code === 38 ? 'fore' : 'back'] = indexed(codes[i + 2]);
      i += 2;
    } else if (code >= 30 && code <= 37) { style.fore = named[code - 30]; }
    else if (code >= 40 && code <= 47) { style.back = named[code - 40]; }
    else if (code >= 90 && code <= 97) { style.fore = named[code - 82]; }
    else if (code >= 100 && code <= 107) { style.back = named[code - 92]; }
  }
}

// A line as runs of the same look: where they begin, how wide they are, what they say.
function runs(line, style) {
  const found = [];
  let column = 0;
  for (const [piece, parameters] of line.matchAll(/\x1b\[([\d;:]*)m|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[^\x1b]|\x1b/gu)) {
    if (parameters !== undefined) { apply(style, parameters); continue; }
    if (piece.startsWith('\x1b')) { continue; }
    const width = isWide(piece) ? 2 : 1;
    const look = JSON.stringify([
      (style.reverse ? style.back ?? ground.back : style.fore ?? ground.fore),
      (style.reverse ? style.fore ?? ground.fore : style.back ?? ground.back),
      style.bold, style.underline]);
    const last = found.at(-1);
    if (last?.look === look && width === 1 && !last.isWide) {
      last.text += piece;
      last.width++;
    } else {
      found.push({ look, column, text: piece, width, isWide: width === 2 });
    }
    column += width;
  }
  return { found, columns: column };
}

const lines = require('fs').readFileSync(0, 'utf8').replace(/\n+$/, '').split('\n');
const style = { fore: null, back: null, bold: false, underline: false, reverse: false };
const painted = lines.map((line) => runs(line, style));
const columns = Math.max(...painted.map((line) => line.columns));
const size = { width: Math.ceil(columns * cell.width) + 16, height: lines.length * cell.height + 16 };
const number = (value) => String(Math.round(value * 10) / 10);
const boxes = [];
const texts = [];
painted.forEach(({ found }, row) => {
  for (const { look, column, text, width } of found) {
    const [fore, back, bold, underline] = JSON.parse(look);
    const x = 8 + column * cell.width;
    const y = 8 + row * cell.height;
    if (back !== ground.back) {
      boxes.push(`<path fill="${back}" d="M${number(x)} ${y}h${number(width * cell.width)}v${cell.height}h-${number(width * cell.width)}z"/>`);
    }
    // Words that stand apart are texts of their own: browsers make one blank of several.
    for (const { 0: shown, index } of text.matchAll(/\S+(?: \S+)*/g)) {
      const lead = [...text.slice(0, index)].length;
      const length = isWide(text) ? width : [...shown].length;
      texts.push(`<text x="${number(x + lead * cell.width)}" y="${number(y + cell.baseline)}" textLength="${number(length * cell.width)}" lengthAdjust="spacingAndGlyphs"`
        + `${fore === ground.fore ? '' : ` fill="${fore}"`}${bold ? ' font-weight="bold"' : ''}${underline ? ' text-decoration="underline"' : ''}>${escape(shown)}</text>`);
    }
  }
});
process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" `
  + `font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="14" fill="${ground.fore}">`
  + `<rect width="100%" height="100%" rx="6" fill="${ground.back}"/>\n${boxes.join('\n')}\n${texts.join('\n')}\n</svg>\n`);
