package nas.proxy.metric;

import java.util.Optional;
import nas.core.plugin.Paper;

/** The publications that the metrics come from. */
final class Papers {

  static final Optional<Paper> ZERO_COST =
      Optional.of(
          new Paper(
              "Abdelfattah et al.",
              2021,
              "Zero-Cost Proxies for Lightweight NAS",
              "arXiv:2101.08134"));

  static final Optional<Paper> SNIP =
      Optional.of(
          new Paper(
              "Lee et al.",
              2019,
              "SNIP: Single-shot Network Pruning based on Connection Sensitivity",
              "arXiv:1810.02340"));

  static final Optional<Paper> GRASP =
      Optional.of(
          new Paper(
              "Wang et al.",
              2020,
              "Picking Winning Tickets Before Training by Preserving Gradient Flow",
              "arXiv:2002.07376"));

  static final Optional<Paper> BLOCKSWAP =
      Optional.of(
          new Paper(
              "Turner et al.",
              2020,
              "BlockSwap: Fisher-guided Block Substitution for Network Compression on a Budget",
              "arXiv:1906.04113"));

  static final Optional<Paper> SYNFLOW =
      Optional.of(
          new Paper(
              "Tanaka et al.",
              2020,
              "Pruning neural networks without any data by iteratively conserving synaptic flow",
              "arXiv:2006.05467"));

  static final Optional<Paper> WITHOUT_TRAINING =
      Optional.of(
          new Paper(
              "Mellor et al.",
              2021,
              "Neural Architecture Search without Training",
              "arXiv:2006.04647"));

  static final Optional<Paper> ZICO =
      Optional.of(
          new Paper(
              "Li et al.",
              2023,
              "ZiCo: Zero-shot NAS via Inverse Coefficient of Variation on Gradients",
              "arXiv:2301.11300"));

  static final Optional<Paper> EPE_NAS =
      Optional.of(
          new Paper(
              "Lopes et al.",
              2021,
              "EPE-NAS: Efficient Performance Estimation Without Training for Neural Architecture"
                  + " Search",
              "arXiv:2102.08099"));

  static final Optional<Paper> ZEN =
      Optional.of(
          new Paper(
              "Lin et al.",
              2021,
              "Zen-NAS: A Zero-Shot NAS for High-Performance Deep Image Recognition",
              "arXiv:2102.01063"));

  static final Optional<Paper> TE_NAS =
      Optional.of(
          new Paper(
              "Chen et al.",
              2021,
              "Neural Architecture Search on ImageNet in Four GPU Hours: A Theoretically Inspired"
                  + " Perspective",
              "arXiv:2102.11535"));

  static final Optional<Paper> RECURRENT =
      Optional.of(
          new Paper(
              "Serianni and Kalita",
              2023,
              "Training-free Neural Architecture Search for RNNs and Transformers",
              "arXiv:2306.00288"));

  static final Optional<Paper> FREE_REA =
      Optional.of(
          new Paper(
              "Cavagnero et al.",
              2023,
              "FreeREA: Training-Free Evolution-based Architecture Search",
              "arXiv:2207.05135"));

  static final Optional<Paper> AZ_NAS =
      Optional.of(
          new Paper(
              "Lee and Ham",
              2024,
              "AZ-NAS: Assembling Zero-Cost Proxies for Network Architecture Search",
              "arXiv:2403.19232"));

  static final Optional<Paper> SWAP =
      Optional.of(
          new Paper(
              "Peng et al.",
              2024,
              "SWAP-NAS: Sample-Wise Activation Patterns for Ultra-fast NAS",
              "arXiv:2403.04161"));

  static final Optional<Paper> NEAR =
      Optional.of(
          new Paper(
              "Husistein et al.",
              2025,
              "NEAR: A Training-Free Pre-Estimator of Machine Learning Model Performance",
              "arXiv:2408.08776"));

  static final Optional<Paper> VKDNW =
      Optional.of(
          new Paper(
              "Tybl and Neumann",
              2025,
              "Training-free Neural Architecture Search through Variance of Knowledge of Deep Network"
                  + " Weights",
              "arXiv:2502.04975"));

  static final Optional<Paper> WRCOR =
      Optional.of(
          new Paper(
              "Jing et al.",
              2025,
              "Zero-Shot Neural Architecture Search with Weighted Response Correlation",
              "arXiv:2507.08841"));

  static final Optional<Paper> GRAD_SIGN =
      Optional.of(
          new Paper(
              "Zhang and Jia",
              2022,
              "GradSign: Model Performance Inference with Theoretical Insights",
              "arXiv:2110.08616"));

  private Papers() {}
}
