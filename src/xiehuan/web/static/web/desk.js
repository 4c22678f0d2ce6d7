// Everything works without this: it only makes leaving leave no way back, stops a second click, and takes dropped files.
document.getElementById("leave")?.addEventListener("click", (event) => {
  event.preventDefault();
  location.replace("/blank");
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
  setTimeout(() => delete form.dataset.sent, 5000);
});
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));
for (const area of document.querySelectorAll("[data-drop]")) {
  const over = (on) => area.classList.toggle("over", on);
  area.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  area.addEventListener("dragleave", () => over(false));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    area.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
}
