/** The colour that a variable of the style sheets comes to in this place, as canvases understand it. */
export function usedColour(element: HTMLElement, variable: string): string {
  const before = element.style.color;
  element.style.color = `var(${variable})`;
  const used = getComputedStyle(element).color;
  element.style.color = before;
  return used;
}
