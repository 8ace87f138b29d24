# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import base64
import io
from random import Random

from PIL import Image, ImageDraw

from odoo import api, models

PICTURES = 6
SIZE = (480, 360)
SHELVES = (110, 220, 330)
BOTTLES = ((150, 40, 30), (205, 165, 70), (240, 235, 225), (40, 80, 60), (60, 50, 110))
PRICED_WRONG = 0.14  # share of shelf prices


class KeqingDemo(models.AbstractModel):
    """What was found in the shops."""

    _inherit = "keqing.demo"

    def _answer_checks(self, visits):
        """Write down what was seen, before the visits are over; a shelf empties from time to time.

        The same found on many lines is written at once.
        """
        pictures = [draw_shelf(number) for number in range(PICTURES)]
        answers = {}
        for check in visits.check_ids.sorted("id"):
            chance = Random(f"{check.partner_id.name} {check.item_id.code} {check.sequence}")
            chance.seed(f"{chance.random()} {check.visit_id.start.weekday()}")
            for name, value in self._find(check, chance, pictures).items():
                answers.setdefault((name, value), []).append(check.id)
        for (name, value), ids in answers.items():
            checks = self.env["keqing.store.check"].browse(ids).with_context(keqing_tell_later=True)
            checks.write({name: value})
        priced = visits.check_ids.filtered(lambda check: check.verdict == "breach")
        wrong = priced.filtered(lambda check: check.answer == "price")
        wrong._tell_breaches()

    @api.model
    def _find(self, check, chance, pictures):
        """What somebody finds of one thing: one field and its value."""
        match check.answer:
            case "price":
                usual = check.product_id.list_price or check.rival_id.product_id.list_price
                bent = chance.uniform(0.84, 0.9) if chance.random() < PRICED_WRONG else 1
                return {"price": round(usual * bent * chance.choice((0.97, 1, 1, 1.02)))}
            case "number":
                before = check.previous_id.number or chance.randint(14, 30)
                return {
                    "number": round(before * chance.uniform(0.3, 0.8))
                    if check.previous_id
                    else before
                }
            case "choice":
                listed = check.item_id.choice_ids.sorted("sequence")
                return {"choice_id": listed[min(chance.randrange(6), len(listed) - 1) // 2].id}
            case "yes_no":
                return {"yes_no": "yes" if chance.random() < 0.85 else "no"}
        return {"photo": pictures[chance.randrange(PICTURES)]}


def draw_shelf(number):
    """A photograph of a shelf with bottles and price tags, as a program sees it: base64."""
    chance = Random(f"shelf {number}")
    picture = Image.new("RGB", SIZE, (222, 214, 200))
    draw = ImageDraw.Draw(picture)
    for board in SHELVES:
        draw.rectangle((0, board, SIZE[0], board + 10), fill=(120, 88, 60))
        x = 14
        while x < SIZE[0] - 40:
            colour, wide = chance.choice(BOTTLES), chance.randint(18, 26)
            for __ in range(chance.randint(2, 4)):
                if x > SIZE[0] - 40 or chance.random() < 0.08:  # a gap on the shelf
                    x += wide
                    continue
                draw.rounded_rectangle((x, board - 62, x + wide, board), 4, fill=colour)
                draw.rectangle((x + wide // 3, board - 84, x + 2 * wide // 3, board - 62), colour)
                draw.rectangle((x + 3, board - 42, x + wide - 3, board - 20), fill=(250, 246, 236))
                x += wide + 4
            draw.rectangle((x - 40, board + 1, x - 12, board + 9), fill=(255, 250, 180))
            x += 10
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=70)
    return base64.b64encode(content.getvalue())
