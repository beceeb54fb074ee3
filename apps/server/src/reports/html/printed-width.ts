/**
 * Widths of the characters from space to tilde in thousandths of an em, as Pretendard 1.3.9 has them with tabular figures: regular, and bold
 * for the heavier weights. Written down, so that no font is loaded and the layout is the same on every machine.
 */
const REGULAR = widths([
  '251 257 379 600 607 862 609 201 341 341 471 627 254 433 254 334 614 614 614 614 614 614 614 614 614 614 254 254 627 627 627 479',
  '880 646 619 693 686 567 557 709 706 244 516 621 533 853 718 727 604 727 608 607 611 707 646 915 612 634 595 341 246 341 442 425',
  '469 535 591 529 591 553 337 579 563 218 218 517 218 834 557 567 579 579 350 496 340 553 529 777 513 529 513 341 306 341 627',
]);
const BOLD = widths([
  '230 307 376 624 630 960 648 197 390 390 539 653 282 449 282 371 654 654 654 654 654 654 654 654 654 654 282 282 653 653 653 538',
  '874 718 637 724 701 589 563 732 720 266 547 663 546 883 709 753 623 754 632 630 643 704 718 999 686 695 641 390 266 390 467 456',
  '478 558 611 563 611 574 367 608 600 257 257 558 257 879 598 590 608 608 390 539 370 597 563 819 551 563 549 390 355 390 653',
]);
const FIRST = 0x20;
const HANGUL = 0.864;
/** Others of the report family by code; whatever is not listed is as wide as a Chinese character. */
const OTHERS = new Map<number, number>([
  [0x2212, 0.653],
  [0x2013, 0.479],
  [0x00b7, 0.282],
  [0x00b1, 0.653],
  [0x2019, 0.264],
  [0x20a9, 0.915],
  [0x25b2, 1.011],
  [0x25bc, 1.011],
]);
const WIDEST = 0.94;

/** Width in em of one line of a table's text. */
export function printedWidth(text: string, isBold: boolean): number {
  const known = isBold ? BOLD : REGULAR;
  let em = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    em += known[code - FIRST] ?? OTHERS.get(code) ?? (isHangul(code) ? HANGUL : WIDEST);
  }
  return em;
}

function isHangul(code: number): boolean {
  return code >= 0x1100 && code <= 0xd7ff && !(code >= 0x2e80 && code <= 0x9fff);
}

function widths(lines: string[]): Float64Array {
  return Float64Array.from(lines.join(' ').split(' '), (width) => Number(width) / 1000);
}
