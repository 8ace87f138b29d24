from . import models

from odoo.addons.keqing_customer.tools.leaving import leave_what_is_used, loosen_what_goes


def uninstall_hook(env):
    leave_what_is_used(env, "keqing_reports")
    loosen_what_goes(env, "keqing_reports")
