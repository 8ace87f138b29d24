from . import intake
from . import learn
