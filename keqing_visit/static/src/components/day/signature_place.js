/* global SignaturePad */

import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { loadJS } from "@web/core/assets";

/** The pad of Odoo's own signatures; its dialog around it does not open without a network. */
export const loadSignaturePad = () => loadJS("/web/static/lib/signature_pad/signature_pad.umd.js");

/** Where the customer signs, with a name. */
export class SignaturePlace extends Component {
    static template = "keqing_visit.SignaturePlace";
    static props = { people: Array, sign: Function };

    setup() {
        this.state = useState({ name: "", isDrawn: false });
        this.canvas = useRef("canvas");
        onWillStart(loadSignaturePad);
        useEffect(
            (canvas) => {
                this.pad = new SignaturePad(canvas, { penColor: "DarkBlue" });
                // Folded, it has no size: the first stroke finds out
                this.pad.addEventListener("beginStroke", () => this.fit(canvas));
                this.pad.addEventListener("endStroke", () => {
                    this.state.isDrawn = !this.pad.isEmpty();
                });
                return () => this.pad.off();
            },
            () => [this.canvas.el]
        );
    }

    fit(canvas) {
        if (this.pad.isEmpty() && canvas.width !== canvas.offsetWidth) {
            Object.assign(canvas, { width: canvas.offsetWidth, height: canvas.offsetHeight });
        }
    }

    clear() {
        this.pad.clear();
        this.state.isDrawn = false;
    }

    sign() {
        this.props.sign(this.state.name.trim(), this.pad.toDataURL().split(",")[1]);
        this.clear();
    }
}
