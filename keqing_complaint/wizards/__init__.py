from . import intake
from . import learn
from . import remedy
