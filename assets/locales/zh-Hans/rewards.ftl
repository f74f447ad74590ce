# 个人主页、积分明细、等级、权限、徽章、排行榜、通知、社区准则。

list-comma = 、
colon = ：
done = 已达到

condition-reputation = { $need } 积分
condition-reputation-progress = 积分 { $have }/{ $need }
condition-answers = { $need } 个回答
condition-answers-progress = 回答 { $have }/{ $need }
condition-accepted-answers = { $need } 个被采纳的回答
condition-accepted-answers-progress = 被采纳的回答 { $have }/{ $need }
condition-quality = 良好记录达到 { $n }%
tier-progress = 距离“{ $tier }”：{ $what }
tier-highest = 已是本社区的最高等级

metric-reputation = 积分
metric-questions = 问题
metric-discussions = 讨论
metric-topics = 问题与讨论
metric-answers = 回答
metric-replies = 讨论中的回复
metric-posts = 帖子
metric-comments = 评论
metric-contributions = 帖子与评论
metric-days-contributed = 发帖或评论的天数
metric-accepted-answers = 被采纳的回答
metric-solved-questions = 已采纳回答的提问
metric-self-answers = 对自己问题的回答
metric-fast-answers = 提问后一小时内的回答
metric-late-answers = 对六十天以前的问题的回答
metric-first-answers = 抢先回答的问题
metric-answers-received = 收到的回答与回复
metric-comments-received = 收到的评论
metric-upvotes-cast = 投出的赞成票
metric-downvotes-cast = 投出的反对票
metric-upvotes-received = 收到的赞成票
metric-downvotes-received = 收到的反对票
metric-topic-upvotes-received = 问题与讨论收到的赞成票
metric-answer-upvotes-received = 回答与回复收到的赞成票
metric-answer-score = 回答与回复的总得分
metric-topics-scored = 得分不低于 1 的问题与讨论
metric-answers-scored = 得分不低于 1 的回答与回复
metric-edits = 编辑
metric-edits-of-others = 对他人帖子的编辑
metric-edits-approved = 获批准的编辑建议
metric-profiles-completed = 完善的个人资料
metric-badges = 徽章
metric-bronze-badges = 铜徽章
metric-silver-badges = 银徽章
metric-gold-badges = 金徽章
metric-flags-raised = 提出的举报
metric-upheld-flags = 得到认可的举报
metric-dismissed-flags = 未得到认可的举报
metric-flagged-posts = 举报属实的帖子
metric-faults = 未得到认可的操作
metric-warnings = 警告
metric-silences = 被禁言的次数
metric-suspensions = 被停用的次数
metric-decisions = 对他人帖子的处理
metric-topics-managed = 移动、改标签、置顶或锁定的主题
# 条件：指标的名称

# 条件：单独一项
condition-nothing = 没有条件
condition-metric = { $metric }达到 { $need }
condition-weighted = { $metric } × { $weight }
condition-sum = { $parts }，合计达到 { $need }
condition-in-category = 在分类“{ $category }”中：{ $what }
condition-in-tag = 在标签“{ $tag }”下：{ $what }
condition-within-days = 最近 { $shown } 天内：{ $what }
condition-badge = 拥有徽章“{ $badge }”
condition-tier = 等级达到“{ $tier }”
condition-member-for = 加入满 { $shown } 天
condition-progress = { $what }（现在 { $have }/{ $need }）
condition-progress-percent = { $what }（现在 { $have }%）
did-voted-up = 投过赞成票
did-voted-down = 投过反对票
did-accepted-an-answer = 采纳过回答
did-edited-a-post = 编辑过帖子
did-completed-profile = 填写完整的个人资料

# 条件：多项
condition-any = 满足其中一项：{ $list }
condition-several = 满足其中 { $n } 项：{ $list }
condition-none = 没有以下任何一项：{ $list }
condition-brackets = （{ $what }）
list-or = ；
list-plus = {" + "}

# 条件：一个帖子
condition-post = { $post }（{ $details }）
condition-post-any = 一个帖子
condition-post-opening = 一个问题或讨论
condition-post-answer = 一个回答
condition-post-reply = 一条回复
post-score = 得分不低于 { $n }
post-views = 浏览不少于 { $n } 次
post-own-topic = 在自己的主题里
post-others-topic = 在别人的主题里
post-late = 比提问晚至少 { $shown } 天
post-soon = 在提问后 { $shown } 分钟内
post-in-category = 在分类“{ $category }”中
post-in-tag = 在标签“{ $tag }”下

profile-since = { $date }加入
profile-edit = 编辑资料
profile-moderate = 管理
profile-no-about = 你还没有介绍自己，可以在设置里写上几句。
profile-badges = 徽章
profile-no-badges = 还没有徽章。
profile-best = 最佳回答
profile-no-answers = 还没有回答。
profile-topics = 最近的主题
profile-no-topics = 还没有主题。
profile-silenced = 禁言至{ $date }：可以阅读，不能发言。仅管理团队和本人可见。
profile-suspended = 停用至{ $date }：期间无法登录。仅管理团队和本人可见。
stat-points = 积分
stat-answers = 回答
stat-accepted = 被采纳
stat-questions = 主题
stat-comments = 评论
stat-badges = 徽章
best-accepted = 已采纳的回答
best-reply = 回复
best-score = 得分 { $shown }
near-questions = 提问 { $have }/{ $need }
near-answers = 回答 { $have }/{ $need }
near-comments = 评论 { $have }/{ $need }
near-accepted-answers = 被采纳的回答 { $have }/{ $need }
near-upheld-flags = 有效举报 { $have }/{ $need }
near-best-answer = 目前最佳回答得分 { $have }/{ $need }
near-best-topic = 目前最佳主题得分 { $have }/{ $need }
near-views = 目前浏览最多的主题 { $have }/{ $need } 次
badge-not-yet = { $badge }，尚未获得
activity = 活跃度
activity-summary = { $n ->
    [0] 过去一年没有发帖或评论。
   *[other] 过去一年有 { $days } 天发过帖或评论，共 { $n } 次。
  }
activity-less = 少
activity-more = 多
activity-table = 按月查看
activity-month = 月份
activity-contributions = 帖子与评论
activity-month-of = { $year }年{ $month }
heat-month-1 = 1月
heat-month-2 = 2月
heat-month-3 = 3月
heat-month-4 = 4月
heat-month-5 = 5月
heat-month-6 = 6月
heat-month-7 = 7月
heat-month-8 = 8月
heat-month-9 = 9月
heat-month-10 = 10月
heat-month-11 = 11月
heat-month-12 = 12月

statement-title = 积分明细
statement-lead = 你得到或失去的每一分、依据的规则，以及变动后的余额。
statement-caption = 你的积分，最新的在前
statement-when = 时间
statement-what = 事由
statement-note = 备注
statement-points = 积分
statement-balance = 余额
statement-rulebook = 规则第 { $version } 版
statement-limits = 每天由投票得到的积分最多 { $cap } 分，积分不会低于 { $floor } 分。
statement-tiers = 全部等级
statement-privileges = 全部权限
statement-empty = 还没有积分
note-reversal = 撤回
note-given-back = 退还
note-daily-cap = 按规则为 { $nominal }，已达当日上限
note-lifetime-cap = 按规则为 { $nominal }，已达此规则的总上限
note-day-had-more = 按规则为 { $nominal }，先从当日超出上限的部分扣除
note-taken-back-under-limit = 撤回 { $nominal }，其中超出当日上限的部分本来就没有计入
note-given-back-under-limit = 退还 { $nominal }，以当日上限的余额为限
note-floor = 按规则为 { $nominal }，积分不再下降
rule-joined = 你加入了社区
rule-question_upvoted = 你的提问获得赞成票
rule-answer_upvoted = 你的回答获得赞成票
rule-question_downvoted = 你的提问收到反对票
rule-answer_downvoted = 你的回答收到反对票
rule-downvote_given = 你对回答投了反对票
rule-answer_accepted = 你的回答被采纳
rule-accepted_an_answer = 你采纳了回答
rule-edit_approved = 你的编辑获得通过
rule-flag_upheld = 你的举报属实
rule-spam_upheld = 你的帖子被判定为垃圾内容
rule-bounty_offered = 你设立了悬赏
rule-bounty_won = 你赢得了悬赏
rule-question_upvoted-discussion = 你发起的讨论获得赞成票
rule-answer_upvoted-discussion = 你的回复获得赞成票
rule-question_downvoted-discussion = 你发起的讨论收到反对票
rule-answer_downvoted-discussion = 你的回复收到反对票
rule-downvote_given-discussion = 你对回复投了反对票

tiers-title = 等级
tiers-lead = 每个等级需要什么，一路上能开启什么。
tiers-takes = 需要
tiers-opens = 开启
tiers-nothing = 没有条件，人人从这里开始
tiers-here = 你在这里
tiers-from = （{ $need } 积分起）
tiers-opens-name = 名字旁的颜色与标记
privileges-title = 权限
privileges-lead = 你赢得的信任越多，能做的事就越多。所有条件都列在这里，没有暗中的规则。
privileges-yours = 已拥有
privileges-by-role = 因角色而拥有
privileges-progress = { $have }/{ $need }
quality-title = 良好记录如何计算
quality-text = 能影响他人帖子的权限还要求良好记录，也就是你经过审核的操作（例如举报）中被判定为正确的比例。每个人都从 50% 开始，审核过的操作越多，它就越接近你的真实表现。
opens-create_topic = 提问或发起讨论。
opens-answer = 回答问题，在讨论中回复。
opens-comment_own = 在自己的帖子和自己问题的回答下评论。
opens-images_and_links = 在帖子中插入图片和更多链接。
opens-vote_up = 表示帖子有帮助，作者会得到积分。
opens-flag = 向管理团队举报违规的帖子。
opens-comment_anywhere = 在任何帖子下评论，追问或补充。
opens-vote_down = 表示帖子有误或没有帮助。对回答投反对票会扣你一分。
opens-create_tag = 使用还没有人用过的标签。
opens-review = 查看被举报的帖子并参与处理。
opens-retag = 修改他人主题的标签。
opens-edit_others = 改进他人的帖子，历史中保留每个版本。
opens-see_deleted = 阅读已删除的帖子。
opens-hide_posts = 在审核之前先隐藏违规的帖子。

badges-title = 徽章
badges-lead = 这里的人因什么获得认可，以及各有多少次。
badges-which = 显示哪些徽章
badges-all = 全部
badges-yours = 我的
badges-none = 你还没有徽章
badges-none-hint = 提问、回答或投票，第一枚徽章就不远了。
family-questions = 提问
family-answers = 回答
family-community = 社区
badge-awarded-times = { $n ->
    [0] 尚未颁发。
   *[other] 已颁发 { $shown } 次。
  }
badge-yours = { $n ->
    [1] 已获得
   *[other] 已获得 { $n } 次
  }
badge-repeats = 每个达到条件的帖子都会获得一次。
badge-once = 只颁发一次。
badge-earners = 最近获得者
badge-nobody = 还没有人获得。

leaderboard-title = 排行榜
leaderboard-lead = 谁获得的积分最多。
leaderboard-week = 本周
leaderboard-month = 本月
leaderboard-all = 全部时间
leaderboard-empty = 这段时间还没有人获得积分
leaderboard-empty-hint = 一个好回答就足以登上榜首。
leaderboard-you = 你
leaderboard-you-after = 你，在第 { $n } 名之后
leaderboard-unplaced = 你，这段时间还没有积分
leaderboard-your-place = 你的名次
place-1 = 第 1 名
place-2 = 第 2 名
place-3 = 第 3 名

notifications-title = 通知
notifications-mark-all = 全部标为已读
notifications-empty = 还没有通知
notifications-empty-hint = 回答、提及和奖励都会出现在这里。
notice-notifications-read = 已全部标为已读。
notification-unread = （未读）
notification-cost = 该帖被判定为垃圾内容，扣除 { $shown } 分。
notification-reason = 理由：{ $reason }
notification-some-topic = 某个主题
tell-answered = { $actor } 回答了你的问题 { $topic }
tell-replied = { $actor } 回复了你的讨论 { $topic }
tell-followed = { $actor } 回答了你关注的 { $topic }
tell-followed-reply = { $actor } 回复了你关注的 { $topic }
tell-commented = { $actor } 评论了你在 { $topic } 中的帖子
tell-mentioned = { $actor } 在 { $topic } 中提到了你
tell-accepted = { $actor } 采纳了你在 { $topic } 中的回答
tell-badge = 你获得了徽章 { $what }
tell-badge-for = 你凭 { $topic } 获得了徽章 { $what }
tell-tier = 你升到了「{ $what }」等级
tell-decision = 管理团队处理了你在 { $topic } 中的帖子
tell-decision-hide = 你在 { $topic } 中的帖子已被隐藏
tell-decision-restore = 你在 { $topic } 中的帖子已恢复显示
tell-decision-delete = 你在 { $topic } 中的帖子已被删除
tell-decision-warn = 管理团队就你在 { $topic } 中的帖子提出警告
tell-decision-dismiss = 你在 { $topic } 中的帖子经审核后保持不变
tell-sanction-warning = 你收到一次警告
tell-sanction-silence = 你暂时不能发言
tell-sanction-suspension = 你的账号已被停用
tell-sanction-lifted = 你账号上的一项限制已解除
tell-flag-upheld = 管理团队认可了你在 { $topic } 中的举报
tell-flag-dismissed = 管理团队查看了你在 { $topic } 中的举报，帖子保持不变
tell-role = 你现在的角色是 { $what }
tell-topic = 管理团队改动了你的主题 { $topic }
tell-topic-locked = 你的主题 { $topic } 已锁定
tell-topic-unlocked = 你的主题 { $topic } 已重新开放
tell-topic-pinned = 你的主题 { $topic } 已置顶
tell-topic-unpinned = 你的主题 { $topic } 已取消置顶
tell-topic-moved = 你的主题 { $topic } 已移到其他分类
tell-edited = { $actor } 编辑了你在 { $topic } 中的帖子
tell-comment-removed = { $actor } 删除了你在 { $topic } 中的评论
tell-topic-retagged = 你的主题 { $topic } 的标签已更改

reward-opened = 你现在可以{ $what }。

guidelines-title = 社区准则
guidelines-lead = 两分钟了解我们如何相处。
guidelines-people-title = 每个帖子背后都是一个人
guidelines-people = 先相信对方是善意的，像面对面说话那样写。不同意的是观点，不是人。谁都当过新手：请为他们指路，而不是把门关上。
guidelines-asking-title = 让别人帮得上忙的提问
guidelines-asking = 先搜索一下，也许已经有答案。说清楚你想达到什么、试过什么、结果如何。清楚的标题能找到对的人。回答帮到了你，就请采纳它：既是感谢，也方便后来的人。
guidelines-answering-title = 回答要对题
guidelines-answering = 不只说怎么做，也说为什么。说明依据；不确定时，也请直说。如果只是想追问，请写评论。
guidelines-voting-title = 为有用的内容投票
guidelines-voting = 有用就赞成，有误就反对，不论是谁写的。不要因人投票，不要互相换票，也不要用小号：这样的票和积分都会被撤回。
guidelines-own-work-title = 坦率说明自己的作品
guidelines-own-work = 只有确实能解答问题时才提自己的产品，并说明那是你的。不要抄袭别人的文字；请引用并注明出处。
guidelines-trouble-title = 遇到问题时
guidelines-trouble = 举报帖子，然后继续阅读，不必争吵。管理团队会查看每一次举报，每个决定都会给出理由，并告知当事人。如果你觉得决定有误，请心平气和地联系他们。
guidelines-privileges = 你能做什么、何时能做
guidelines-tiers = 等级一览

# 如何获得徽章
earns-opening-score = 一个得分达到 { $n } 的提问。
earns-answer-score = 一个得分达到 { $n } 的回答。
earns-answer-score-own = 回答自己的问题，得分达到 { $n }。
earns-answer-score-others = 回答他人的问题，得分达到 { $n }。
earns-answer-score-late = 在提问至少 { $days } 天后作答，得分达到 { $n }。
earns-views = 一个浏览 { $shown } 次的提问。
earns-questions = { $n ->
    [1] 第一次提问。
   *[other] 提出 { $shown } 个问题。
  }
earns-answers = { $n ->
    [1] 第一次回答。
   *[other] 写下 { $shown } 个回答。
  }
earns-comments = { $n ->
    [1] 第一次评论。
   *[other] 发表 { $shown } 条评论。
  }
earns-accepted-answers = { $n ->
    [1] 第一个被采纳的回答。
   *[other] { $shown } 个被采纳的回答。
  }
earns-upheld-flags = { $n ->
    [1] 第一次属实的举报。
   *[other] { $shown } 次属实的举报。
  }
earns-accepted-an-answer = 第一次采纳回答。
earns-vote-up = 第一次投赞成票。
earns-vote-down = 第一次投反对票。
earns-edit = 第一次编辑帖子。
earns-profile = 填写完整的个人资料。
earns-all-of = { $what }。
