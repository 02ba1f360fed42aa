// Where no export came before, the time zone of the browser is a better guess than UTC; the field shows it to be checked.
const field = document.querySelector("[data-guess-zone] input");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (field && zone && field.value === "UTC") field.value = zone;
// A reading taken by hand is dated by the clock of the device: the form says which that is.
for (const own of document.querySelectorAll("[data-own-zone] input[name=zone]")) own.value = zone ?? "";
