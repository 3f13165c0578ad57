"""The moving average of a model's weights: less shaken by the last batches than the weights themselves (Polyak and
Juditsky 1992), and what some recipes ship.
"""

import torch


class Average:
    """Exponential moving average of a model's parameters, quicker at the start, where there is little to average.

    `torch.optim.swa_utils.AveragedModel` counts its updates in a tensor, which on a GPU waits for every step to end.
    """

    def __init__(self, model: torch.nn.Module, decay: float):
        self.decay, self.updates = decay, 0
        self._current = {name: part for name, part in model.state_dict().items() if part.is_floating_point()}
        self.weights = {name: part.clone() for name, part in self._current.items()}

    def update(self) -> None:
        """Take in the weights of the model as they are now; an optimiser changes them in place."""
        kept = min(self.decay, (1 + self.updates) / (10 + self.updates)) if self.updates else 0.0
        torch._foreach_lerp_(list(self.weights.values()), list(self._current.values()), 1 - kept)
        self.updates += 1

    def give(self, model: torch.nn.Module) -> None:
        """Put the average into `model`; whole numbers that it holds beside weights stay."""
        model.load_state_dict(self.weights, strict=False)

    def state_dict(self) -> dict[str, torch.Tensor]:
        return self.weights | {"n_averaged": torch.tensor(self.updates)}

    def load_state_dict(self, state: dict[str, torch.Tensor]) -> None:
        self.updates = int(state["n_averaged"])
        for name, weight in self.weights.items():
            weight.copy_(state[name])
