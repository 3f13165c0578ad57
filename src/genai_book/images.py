"""Making images from text: the object that `load("text-to-image")` returns, called like the diffusers pipeline."""

import time
from typing import Any

from . import device as devices
from .errors import PromptError, PromptTypeError, SettingError
from .loaded import Loaded


class ImageGenerator(Loaded):
    """Draws what a prompt says; `model` is the diffusers pipeline.

    `steps` and `guidance` are what a call takes that names none: those of Stable Diffusion, or the model's own.
    """

    def __init__(self, model: Any, tokenizer: Any, *, steps: int = 50, guidance: float = 7.5, **facts: str):
        super().__init__(model, tokenizer, **facts)
        self.steps, self.guidance = steps, guidance

    def speed_up(self) -> str:
        """Compiles the network that takes the noise away, for a GPU; where that fails, drawing goes on as before."""
        if self.device == "cpu":
            return "fast=True compiles a pipeline only for a GPU"
        if hasattr(self.model.unet, "_hf_hook"):
            return "fast=True was not possible, because the parts of the pipeline take turns on the device"
        import torch

        unet, start = self.model.unet, time.perf_counter()
        try:
            unet.to(memory_format=torch.channels_last)
            unet.compile(fullgraph=True)
            self("warming up", num_inference_steps=2)
        except Exception as error:  # subtle: compilers raise of every kind, and the pipeline works without them
            unet._compiled_call_impl = None
            first_line = next(iter(str(error).splitlines()), "")
            return f"fast=True was not possible, the compiler said: {type(error).__name__}: {first_line}"
        return f"its network was compiled in {time.perf_counter() - start:.0f} s"

    def __call__(
        self,
        prompt: str | list[str],
        *,
        negative_prompt: str | list[str] | None = None,
        num_inference_steps: int | None = None,
        guidance_scale: float | None = None,
        height: int | None = None,
        width: int | None = None,
        num_images_per_prompt: int = 1,
        seed: int = 0,
    ) -> Any:
        """Returns the pipeline's output: `.images` holds the pictures (PIL), the first is `.images[0]`.

        Height and width are in pixels, multiples of 8; left out, they are those the model was trained on. The noise is
        drawn on the CPU from `seed` alone, so that a GPU and a CPU start from the same. Raises PromptError,
        PromptTypeError, SettingError, UnloadedError.
        """
        prompts = [prompt] if isinstance(prompt, str) else prompt
        if not isinstance(prompts, list | tuple) or not all(isinstance(one, str) for one in prompts):
            raise PromptTypeError(
                f"A prompt is text, or a list of texts; this one is {type(prompt).__name__}. Write for example "
                'images("a red circle").'
            )
        if not prompts or not all(one.strip() for one in prompts):
            raise PromptError(
                'The prompt is empty, so there is nothing to draw. Say what to draw: images("a red circle").'
            )
        for name, value, step in (
            ("num_inference_steps", num_inference_steps, 1),
            ("num_images_per_prompt", num_images_per_prompt, 1),
            ("height", height, 8),
            ("width", width, 8),
        ):
            if value is not None and (type(value) is not int or value < step or value % step):
                raise SettingError(f"{name} is {value!r}; it is a positive whole number, a multiple of {step}.")
        if type(seed) is not int or seed < 0:
            raise SettingError(f"seed is {seed!r}; it is a whole number of at least 0, for example seed=0.")
        import torch

        self.model.set_progress_bar_config(disable=not devices.shows_progress())
        return self.model(
            prompt,
            negative_prompt=negative_prompt,
            num_inference_steps=self.steps if num_inference_steps is None else num_inference_steps,
            guidance_scale=self.guidance if guidance_scale is None else guidance_scale,
            height=height,
            width=width,
            num_images_per_prompt=num_images_per_prompt,
            generator=torch.Generator("cpu").manual_seed(seed),
        )
