# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from .test_engine_indicator import IndicatorCommon

SINCE, UNTIL = date(2024, 1, 1), date(2024, 3, 31)


class DocumentsCommon(IndicatorCommon):
    """A figure is what its documents add up to: for each ``measure`` a method ``_add_up_measure``
    reckons the value off the documents alone. Each module does so for what it measures.
    """

    def _check_documents(self, module, customers, ratios=frozenset()):
        """Add up all that a module measures, but what is a ratio to what others did.

        :param customers: of whom each measure is known for one at least
        """
        measured = self.env["keqing.indicator"].search([("kind", "=", "measured")])
        names = measured.get_external_id()
        measured = measured.filtered(
            lambda each: names[each.id].startswith(f"{module}.") and each.measure not in ratios
        )
        shown = set()
        for indicator in measured:
            for customer in customers:
                with self.subTest(indicator=indicator.code, customer=customer.name):
                    documents = self._documents(indicator, customer)
                    [value] = self._facts(indicator, customer)
                    if value is None and not documents:
                        continue
                    expected = getattr(self, f"_add_up_{indicator.measure}")(documents)
                    if expected is None:
                        self.assertIsNone(value)
                    else:
                        self.assertAlmostEqual(value, expected, places=4)
                    shown.add(indicator.measure)
        self.assertEqual(shown, set(measured.mapped("measure")))

    def _documents(self, indicator, customers):
        model, domain = indicator._get_documents(self.company, customers, SINCE, UNTIL)
        return self.env[model].search(domain)
