from . import apportion
from . import exact
from . import period
from . import spelling
