import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const MOVEMENTS = {
    up: { icon: "fa-caret-up", text: _t("gone up") },
    down: { icon: "fa-caret-down", text: _t("gone down") },
};

/**
 * White where it reads well enough on a colour (WCAG 2.2 AA, contrast 4.5), else black.
 *
 * @param {string} color as #rrggbb
 */
export function readableOn(color) {
    const [red, green, blue] = [1, 3, 5].map((start) => {
        const channel = parseInt(color.slice(start, start + 2), 16) / 255;
        return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    return 1.05 / (luminance + 0.05) >= 4.5 ? "#ffffff" : "#000000";
}

/** The letter of a grade in a filled circle of its colour, with an arrow when it moved. */
export class GradeBadge extends Component {
    static template = "keqing_customer.GradeBadge";
    static props = {
        grade: {
            type: Object,
            shape: { code: String, name: String, color: String, "*": true },
        },
        movement: { type: [String, Boolean], optional: true },
        size: { type: String, optional: true },
    };

    get style() {
        const { color } = this.props.grade;
        return `background-color: ${color}; color: ${readableOn(color)}`;
    }

    get movement() {
        return MOVEMENTS[this.props.movement];
    }

    /** What a screen reader says. */
    get label() {
        const grade = _t("Grade %s", this.props.grade.name);
        return this.movement ? `${grade}, ${this.movement.text}` : grade;
    }
}
