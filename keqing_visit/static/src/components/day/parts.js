import { registry } from "@web/core/registry";

/**
 * What other modules show and take in a visit on a phone, under the name of the entry's kind:
 *
 * - `Component` with the props `stop`, `day`, `write` (of the kind and its values) and `isOpen`;
 * - `apply(stop, entry)` shows what waits on the device in the stop, as the server will say it.
 *
 * The server takes it by `_entry_kinds`, and tells what is there by `_get_stops`.
 */
export const parts = registry.category("keqing_visit_day_parts");
