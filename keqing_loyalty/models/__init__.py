from . import rebate
from . import points
from . import honour
from . import allocation
from . import diversion
