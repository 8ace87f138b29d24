from . import apportion
from . import period
