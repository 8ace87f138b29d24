from . import portal
from . import allocation
from . import honour
