from . import rebate
from . import honour
