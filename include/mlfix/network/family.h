/* How families of networks want their pictures. */
#ifndef MLFIX_NETWORK_FAMILY_H
#define MLFIX_NETWORK_FAMILY_H

/* Families of networks whose way of preparing pictures is published:
 * imagenet: torchvision, https://pytorch.org/vision/stable/models.html
 * clip:     https://github.com/openai/CLIP, clip/clip.py, _transform
 * dinov2:   https://github.com/facebookresearch/dinov2, dinov2/data/transforms.py
 * siglip:   https://huggingface.co/google/siglip-base-patch16-224, preprocessor_config.json
 * raw:      the bytes as they are, 0 to 255, for networks that begin with arithmetic of their own */
enum mlf_network_family {
    MLF_NETWORK_IMAGENET,
    MLF_NETWORK_CLIP,
    MLF_NETWORK_DINOV2,
    MLF_NETWORK_SIGLIP,
    MLF_NETWORK_RAW,
    MLF_NETWORK_FAMILIES, /* none named */
};
extern const char *const mlf_network_family_names[];

/* A range of numbers: that of a byte of channel c is (byte / 255 - mean[c]) / deviation[c]. */
struct mlf_network_range {
    double mean[3], deviation[3];
    const char *name; /* a literal */
};

#endif
