from . import controllers
from . import demo
from . import models
from . import report
from . import wizards
from .tools.leaving import leave_what_is_used


def uninstall_hook(env):
    leave_what_is_used(env, "keqing_customer")
