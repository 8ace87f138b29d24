import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** Stops the tour when somebody reads a figure that accounting keeps to itself. */
function noFigureIn(anchor) {
    if (/\d,\d{3}/.test(anchor.textContent)) {
        throw new Error(`A figure is told: ${anchor.textContent}`);
    }
}

// The quotation is beyond the limit: it is held, and who sells asks for its release
registry.category("web_tour.tours").add("keqing_customer_credit_ask", {
    steps: () => [
        {
            content: "Confirm the quotation",
            trigger: ".o_statusbar_buttons button[name=action_confirm]:not(.d-none)",
            run: "click",
        },
        {
            content: "It is held, and why",
            trigger: ".modal-body:contains(Ganyu would go beyond its credit limit)",
            run: ({ anchor }) => noFigureIn(anchor),
        },
        {
            content: "Ask for its release",
            trigger: ".modal-footer button:contains(Request Release)",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal [name=reason] textarea",
            run: "edit Pays on Friday",
        },
        {
            trigger:
                ".modal-footer .o_form_button_save," +
                " .modal-footer button:contains(/^Request$/)",
            run: "click",
        },
        {
            content: "The dialog is gone",
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
        {
            content: "Look at the quotation again",
            trigger: ".o_form_view",
            run: () => window.location.reload(),
            expectUnloadPage: true,
        },
        {
            content: "It waits",
            trigger: ".o_form_view .alert-info:contains(Waits for a credit controller)",
        },
    ],
});

// Somebody else lets it go, with a reason
registry.category("web_tour.tours").add("keqing_customer_credit_release", {
    steps: () => [
        ...stepUtils.goToAppSteps("keqing_customer.menu_root", "Open the app"),
        {
            content: "One request waits",
            trigger: "[data-section=releases] .o_keqing_today_line:contains(Pays on Friday)",
            run: "click",
        },
        {
            content: "How it stands, in figures",
            trigger: ".o_form_view .alert-warning:contains('1,500.00'):contains('1,000.00')",
        },
        {
            content: "Let it go; why is asked once, with the click",
            trigger:
                ".o_form_view:not(:has([name=decision_note]))" +
                " .o_statusbar_buttons button[name=action_approve]",
            run: "click",
        },
        {
            trigger: ".modal [name=note] textarea",
            run: "edit An old customer",
        },
        {
            trigger: ".modal button[name=action_approve]",
            run: "click",
        },
        {
            content: "Decided, by whom",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Approved)",
        },
    ],
});

// Now it passes, and goes out
registry.category("web_tour.tours").add("keqing_customer_credit_deliver", {
    steps: () => [
        {
            content: "The salesperson sees that it was released",
            trigger: ".o_form_view .alert-success:contains(Released by a credit controller)",
        },
        {
            content: "Confirm it",
            trigger: ".o_statusbar_buttons button[name=action_confirm]:not(.d-none)",
            run: "click",
        },
        {
            content: "It is an order",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)",
        },
        {
            content: "Deliver it",
            trigger: ".o_field_one2many[name=order_line] .o_data_row td[name=qty_delivered]",
            run: "click",
        },
        {
            trigger: ".o_field_one2many[name=order_line] [name=qty_delivered] input",
            run: "edit 1",
        },
        {
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            content: "It is delivered",
            trigger:
                ".o_form_saved .o_data_row:not(.o_selected_row)" +
                " td[name=qty_delivered]:contains(1.00)",
        },
    ],
});
