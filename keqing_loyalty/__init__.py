from . import demo
from . import controllers
from . import models
from . import report
from . import wizards

from odoo.addons.keqing_customer.tools.leaving import leave_what_is_used, loosen_what_goes


def uninstall_hook(env):
    leave_what_is_used(env, "keqing_loyalty")
    loosen_what_goes(env, "keqing_loyalty")
