from odoo.http import request

from . import controllers
from . import demo
from . import models
from . import report
from . import wizards
from .models.res_users import ADMINISTRATORS
from .tools.leaving import leave_what_is_used, loosen_what_goes


def post_init_hook(env):
    """Lead who installs us in the browser to what there is to set up, if that is theirs to do."""
    if request and env["res.users"].browse(request.session.uid).has_group(ADMINISTRATORS):
        env.ref("keqing_customer.res_users_roles_todo").state = "open"


def uninstall_hook(env):
    leave_what_is_used(env, "keqing_customer")
    loosen_what_goes(env, "keqing_customer")
