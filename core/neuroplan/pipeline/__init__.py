"""
The steps from a presentation to a plan, one module and one public function a step.

Frozen values in and out, no input or output, no clock, no chance.
"""
