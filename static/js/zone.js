// Where no export came before, the time zone of the browser is a better guess than UTC; the field shows it to be checked.
const field = document.querySelector("[data-guess-zone] input");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (field && zone && field.value === "UTC") field.value = zone;
