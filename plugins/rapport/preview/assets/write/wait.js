/**
 * Returns a function that does its work once it has not been called for a while; work that is under
 * way is never done twice at a time, and what was asked for meanwhile follows it.
 *
 * @param {number} milliseconds
 * @param {() => Promise<void>} work
 */
export function wait(milliseconds, work) {
  let timer = 0;
  let isBusy = false;
  let isAsked = false;
  async function run() {
    isAsked = isBusy;
    if (isBusy) return;
    isBusy = true;
    await work();
    isBusy = false;
    if (isAsked) run();
  }
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, milliseconds);
  };
}
