// What axe finds on screens, but for what is Odoo's own; run by test_accessible.py

// How screens of Odoo's own look to axe: rule, where, and whose it is
const ODOOS = [
    ["*", ".o_main_navbar, .o_control_panel, [class*='o-mail-'], .o_statusbar_status"],
    ["*", ".o_loading_indicator, .o_notification_manager, .o_view_sample_data"],
    ["*", ".o_field_kanban_activity, .o_field_list_activity"],
    ["*", ".o_group_header, .o_nocontent_help, .o_pivot, .o_graph_renderer, .o_ace_view_editor"],
    ["aria-allowed-role", ".o_kanban_record"], // an article that is a link
    ["aria-required-parent", ".o_notebook_headers"],
    ["aria-allowed-attr", ".o_tag, .o-dropdown, .o-autocomplete--input, .o_select_menu"],
    ["aria-allowed-attr", ".o_progress, .o_field_daterange, .o_field_many2many_binary"],
    ["aria-prohibited-attr", ".o_tag, .o_field_daterange"],
    ["autocomplete-valid", ".o_select_menu_input, .o-autocomplete--input"],
    ["color-contrast", ".o_field_badge, .o_tag, .o_field_radio, .o_status"],
    ["color-contrast", ".o_form_label, .o_td_label"], // on a phone
    ["color-contrast", ".o_kanban_header, .opacity-50"], // of leads
    ["color-contrast", ".o_data_row.text-muted, .o_data_cell.text-muted, .o_data_row.text-info"],
    ["color-contrast", ".o_page_invalid"],
    ["color-contrast", ":disabled, .o_select_menu, .o_field_x2many_list_row_add"],
    ["duplicate-id-aria", ".o-checkbox"],
    ["empty-table-header", ".o_list_renderer"],
    ["heading-order", ".modal-title"],
    ["image-alt", "img.o_avatar, .o_avatar img, .o_m2o_avatar img, .o_field_image img"],
    ["label", ".o_list_record_selector, .o-checkbox, .o_field_color"],
    ["label", "[name^='peppol_'], [name='credit_limit'], .o_select_menu"],
    ["button-name", ".o_list_renderer .o_optional_columns_dropdown, .o_list_record_remove"],
    ["link-name", ".o_form_uri"], // an address that nobody entered
    ["scrollable-region-focusable", ".o_content, .o_list_renderer, .o_kanban_renderer"],
];
// What is said of a page as a whole, and so of Odoo's frame
const FRAME = [
    ...["bypass", "html-has-lang", "landmark-one-main", "meta-viewport", "page-has-heading-one"],
    ...["landmark-main-is-top-level", "landmark-no-duplicate-banner", "region"],
    ...["landmark-no-duplicate-main", "landmark-unique", "aria-dialog-name"],
];

const SETTLED = 400; // milliseconds without a change
const PATIENCE = 15000;

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Until nothing changes any more. */
async function settle() {
    let last = Date.now();
    const observer = new MutationObserver(() => (last = Date.now()));
    observer.observe(document.body, { attributes: true, childList: true, subtree: true });
    const begun = Date.now();
    while (Date.now() - last < SETTLED && Date.now() - begun < PATIENCE) {
        await sleep(50);
    }
    observer.disconnect();
}

function isOdoos(rule, element) {
    return ODOOS.some(
        ([of, where]) => (of === "*" || of === rule) && element.closest(where)
    );
}

async function look(name, found) {
    await settle();
    const rules = Object.fromEntries(FRAME.map((id) => [id, { enabled: false }]));
    const { violations } = await axe.run(document, { resultTypes: ["violations"], rules });
    for (const { id, nodes } of violations) {
        for (const { target, html, any, all, none } of nodes) {
            const element = document.querySelector(target.at(-1));
            const isGone = !element || element === document.documentElement;
            if (!isGone && !isOdoos(id, element)) {
                const said = [...any, ...all, ...none].map((check) => check.message).join("; ");
                found.add(`${id}: ${name}: ${target.join(" ")}: ${html.slice(0, 200)}: ${said}`);
            }
        }
    }
}

/** Each page of a form, where it has some. */
async function lookAtPages(name, found) {
    const others = document.querySelectorAll(".o_notebook_headers .nav-link:not(.active)");
    for (const page of [...others].map((each) => each.getAttribute("name"))) {
        document.querySelector(`.o_notebook_headers .nav-link[name="${page}"]`)?.click();
        await look(`${name}, ${page}`, found);
    }
}

/** What a badge says when one asks it. */
async function lookAtExplanation(name, found) {
    const badge = document.querySelector(".o_keqing_grade_why");
    if (badge) {
        badge.click();
        await look(`${name}, why`, found);
        badge.click();
    }
}

/**
 * @param {[string, (Object|number), Object][]} screens names, actions and how to do them
 */
window.lookAtScreens = async (screens) => {
    const found = new Set();
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    for (const [name, request, options] of screens) {
        await action.doAction(request, { clearBreadcrumbs: true, ...options });
        await look(name, found);
        await lookAtExplanation(name, found);
        await lookAtPages(name, found);
        if (document.querySelector(".modal")) {
            await action.doAction({ type: "ir.actions.act_window_close" });
        }
    }
    console.log(found.size ? `axe: ${[...found].join("\n")}` : "test successful");
    if (found.size) {
        console.error(`axe found ${found.size} violations`);
    }
};
