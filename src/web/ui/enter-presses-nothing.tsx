/**
 * First in a form whose buttons are different answers. Enter in a field of text presses the first button of its form, and
 * nothing where that is disabled (HTML, implicit submission): an answer is pressed itself, or not given. At boxes to tick,
 * Chromium goes on to the first button that is not disabled, so such forms need another way.
 */
export function EnterPressesNothing() {
  return <button type="submit" disabled hidden></button>;
}
