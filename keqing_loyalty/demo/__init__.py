from . import honour
from . import rebate
from . import allocation
from . import diversion
