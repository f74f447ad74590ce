# 個人頁面、積分明細、等級、權限、徽章、排行榜、通知、社群守則。

list-comma = 、
colon = ：
done = 已達成

condition-reputation = { $need } 積分
condition-reputation-progress = 積分 { $have }/{ $need }
condition-answers = { $need } 則回答
condition-answers-progress = 回答 { $have }/{ $need }
condition-accepted-answers = { $need } 則被採納的回答
condition-accepted-answers-progress = 被採納的回答 { $have }/{ $need }
condition-quality = 良好紀錄達到 { $n }%
tier-progress = 距離「{ $tier }」：{ $what }
tier-highest = 已是本社群的最高等級

metric-reputation = 積分
metric-questions = 問題
metric-discussions = 討論
metric-topics = 問題與討論
metric-answers = 回答
metric-replies = 討論中的回覆
metric-posts = 貼文
metric-comments = 留言
metric-contributions = 貼文與留言
metric-days-contributed = 發文或留言的天數
metric-accepted-answers = 被採納的回答
metric-solved-questions = 已採納回答的提問
metric-self-answers = 對自己問題的回答
metric-fast-answers = 提問後一小時內的回答
metric-late-answers = 對六十天以前的問題的回答
metric-first-answers = 搶先回答的問題
metric-answers-received = 收到的回答與回覆
metric-comments-received = 收到的留言
metric-upvotes-cast = 投出的贊成票
metric-downvotes-cast = 投出的反對票
metric-upvotes-received = 收到的贊成票
metric-downvotes-received = 收到的反對票
metric-topic-upvotes-received = 問題與討論收到的贊成票
metric-answer-upvotes-received = 回答與回覆收到的贊成票
metric-answer-score = 回答與回覆的總得分
metric-topics-scored = 得分不低於 1 的問題與討論
metric-answers-scored = 得分不低於 1 的回答與回覆
metric-edits = 編輯
metric-edits-of-others = 對他人貼文的編輯
metric-edits-approved = 獲核准的編輯建議
metric-profiles-completed = 完整的個人資料
metric-badges = 徽章
metric-bronze-badges = 銅徽章
metric-silver-badges = 銀徽章
metric-gold-badges = 金徽章
metric-flags-raised = 提出的檢舉
metric-upheld-flags = 獲得認可的檢舉
metric-dismissed-flags = 未獲認可的檢舉
metric-flagged-posts = 檢舉屬實的貼文
metric-faults = 未獲認可的操作
metric-warnings = 警告
metric-silences = 被禁言的次數
metric-suspensions = 被停權的次數
metric-decisions = 對他人貼文的處理
metric-topics-managed = 移動、改標籤、置頂或鎖定的主題
# 條件：指標的名稱

# 條件：單獨一項
condition-nothing = 沒有條件
condition-metric = { $metric }達到 { $need }
condition-weighted = { $metric } × { $weight }
condition-sum = { $parts }，合計達到 { $need }
condition-in-category = 在分類「{ $category }」中：{ $what }
condition-in-tag = 在標籤「{ $tag }」下：{ $what }
condition-within-days = 最近 { $shown } 天內：{ $what }
condition-badge = 擁有徽章「{ $badge }」
condition-tier = 等級達到「{ $tier }」
condition-member-for = 加入滿 { $shown } 天
condition-progress = { $what }（目前 { $have }/{ $need }）
condition-progress-percent = { $what }（目前 { $have }%）
did-voted-up = 投過贊成票
did-voted-down = 投過反對票
did-accepted-an-answer = 採納過回答
did-edited-a-post = 編輯過貼文
did-completed-profile = 填寫完整的個人資料

# 條件：多項
condition-any = 滿足其中一項：{ $list }
condition-several = 滿足其中 { $n } 項：{ $list }
condition-none = 沒有以下任何一項：{ $list }
condition-brackets = （{ $what }）
list-or = ；
list-plus = {" + "}

# 條件：一則貼文
condition-post = { $post }（{ $details }）
condition-post-any = 一則貼文
condition-post-opening = 一則問題或討論
condition-post-answer = 一則回答
condition-post-reply = 一則回覆
post-score = 得分不低於 { $n }
post-views = 瀏覽不少於 { $n } 次
post-own-topic = 在自己的主題裡
post-others-topic = 在別人的主題裡
post-late = 比提問晚至少 { $shown } 天
post-soon = 在提問後 { $shown } 分鐘內
post-in-category = 在分類「{ $category }」中
post-in-tag = 在標籤「{ $tag }」下

profile-since = { $date }加入
profile-edit = 編輯個人資料
profile-moderate = 管理
profile-no-about = 你還沒有介紹自己，可以到設定裡寫幾句。
profile-badges = 徽章
profile-no-badges = 還沒有徽章。
profile-best = 最佳回答
profile-no-answers = 還沒有回答。
profile-topics = 最近的主題
profile-no-topics = 還沒有主題。
profile-silenced = 禁言至{ $date }：可以閱讀，不能發言。只有管理團隊和本人看得到。
profile-suspended = 停權至{ $date }：期間無法登入。只有管理團隊和本人看得到。
stat-points = 積分
stat-answers = 回答
stat-accepted = 被採納
stat-questions = 主題
stat-comments = 留言
stat-badges = 徽章
best-accepted = 已採納的回答
best-reply = 回覆
best-score = 得分 { $shown }
near-questions = 提問 { $have }/{ $need }
near-answers = 回答 { $have }/{ $need }
near-comments = 留言 { $have }/{ $need }
near-accepted-answers = 被採納的回答 { $have }/{ $need }
near-upheld-flags = 有效檢舉 { $have }/{ $need }
near-best-answer = 目前最佳回答得分 { $have }/{ $need }
near-best-topic = 目前最佳主題得分 { $have }/{ $need }
near-views = 目前瀏覽最多的主題 { $have }/{ $need } 次
badge-not-yet = { $badge }，尚未獲得
activity = 活躍度
activity-summary = { $n ->
    [0] 過去一年沒有發文或留言。
   *[other] 過去一年有 { $days } 天發過文或留言，共 { $n } 次。
  }
activity-less = 少
activity-more = 多
activity-table = 依月份檢視
activity-month = 月份
activity-contributions = 貼文與留言
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

statement-title = 積分明細
statement-lead = 你得到或失去的每一分、依據的規則，以及變動後的餘額。
statement-caption = 你的積分，最新的在前
statement-when = 時間
statement-what = 事由
statement-note = 備註
statement-points = 積分
statement-balance = 餘額
statement-rulebook = 規則第 { $version } 版
statement-limits = 每天由投票得到的積分最多 { $cap } 分，積分不會低於 { $floor } 分。
statement-tiers = 所有等級
statement-privileges = 所有權限
statement-empty = 還沒有積分
note-reversal = 收回
note-given-back = 退還
note-daily-cap = 依規則為 { $nominal }，已達當日上限
note-lifetime-cap = 依規則為 { $nominal }，已達此規則的總上限
note-day-had-more = 依規則為 { $nominal }，先從當日超出上限的部分扣除
note-taken-back-under-limit = 收回 { $nominal }，其中超出當日上限的部分本來就沒有計入
note-given-back-under-limit = 退還 { $nominal }，以當日上限的餘額為限
note-floor = 依規則為 { $nominal }，積分不再下降
rule-joined = 你加入了社群
rule-question_upvoted = 你的提問獲得贊成票
rule-answer_upvoted = 你的回答獲得贊成票
rule-question_downvoted = 你的提問收到反對票
rule-answer_downvoted = 你的回答收到反對票
rule-downvote_given = 你對回答投了反對票
rule-answer_accepted = 你的回答被採納
rule-accepted_an_answer = 你採納了回答
rule-edit_approved = 你的編輯獲得核可
rule-flag_upheld = 你的檢舉屬實
rule-spam_upheld = 你的貼文被判定為垃圾內容
rule-bounty_offered = 你提供了懸賞
rule-bounty_won = 你贏得了懸賞
rule-question_upvoted-discussion = 你發起的討論獲得贊成票
rule-answer_upvoted-discussion = 你的回覆獲得贊成票
rule-question_downvoted-discussion = 你發起的討論收到反對票
rule-answer_downvoted-discussion = 你的回覆收到反對票
rule-downvote_given-discussion = 你對回覆投了反對票

tiers-title = 等級
tiers-lead = 每個等級需要什麼，一路上會開啟什麼。
tiers-takes = 需要
tiers-opens = 開啟
tiers-nothing = 沒有條件，人人從這裡開始
tiers-here = 你在這裡
tiers-from = （{ $need } 積分起）
tiers-opens-name = 名字旁的顏色與標記
privileges-title = 權限
privileges-lead = 你贏得的信任越多，能做的事就越多。所有條件都列在這裡，沒有檯面下的規則。
privileges-yours = 已擁有
privileges-by-role = 因角色而擁有
privileges-progress = { $have }/{ $need }
quality-title = 良好紀錄如何計算
quality-text = 能影響他人貼文的權限還要求良好紀錄，也就是你經過審核的操作（例如檢舉）中被判定為正確的比例。每個人都從 50% 開始，審核過的操作越多，就越接近你的真實表現。
opens-create_topic = 提問或發起討論。
opens-answer = 回答問題，在討論中回覆。
opens-comment_own = 在自己的貼文和自己問題的回答下留言。
opens-images_and_links = 在貼文中放入圖片和更多連結。
opens-vote_up = 表示貼文有幫助，作者會得到積分。
opens-flag = 向管理團隊檢舉違規的貼文。
opens-comment_anywhere = 在任何貼文下留言，追問或補充。
opens-vote_down = 表示貼文有誤或沒有幫助。對回答投反對票會扣你一分。
opens-create_tag = 使用還沒有人用過的標籤。
opens-review = 查看被檢舉的貼文並參與處理。
opens-retag = 修改他人主題的標籤。
opens-edit_others = 改進他人的貼文，歷史紀錄保留每個版本。
opens-see_deleted = 閱讀已刪除的貼文。
opens-hide_posts = 在審核之前先隱藏違規的貼文。

badges-title = 徽章
badges-lead = 這裡的人因什麼獲得肯定，以及各有多少次。
badges-which = 顯示哪些徽章
badges-all = 全部
badges-yours = 我的
badges-none = 你還沒有徽章
badges-none-hint = 提問、回答或投票，第一枚徽章就不遠了。
family-questions = 提問
family-answers = 回答
family-community = 社群
badge-awarded-times = { $n ->
    [0] 尚未頒發。
   *[other] 已頒發 { $shown } 次。
  }
badge-yours = { $n ->
    [1] 已獲得
   *[other] 已獲得 { $n } 次
  }
badge-repeats = 每則達到條件的貼文都會獲得一次。
badge-once = 只頒發一次。
badge-earners = 最近獲得者
badge-nobody = 還沒有人獲得。

leaderboard-title = 排行榜
leaderboard-lead = 誰獲得的積分最多。
leaderboard-week = 本週
leaderboard-month = 本月
leaderboard-all = 所有時間
leaderboard-empty = 這段時間還沒有人獲得積分
leaderboard-empty-hint = 一則好回答就足以登上榜首。
leaderboard-you = 你
leaderboard-you-after = 你，在第 { $n } 名之後
leaderboard-unplaced = 你，這段時間還沒有積分
leaderboard-your-place = 你的名次
place-1 = 第 1 名
place-2 = 第 2 名
place-3 = 第 3 名

notifications-title = 通知
notifications-mark-all = 全部標示為已讀
notifications-empty = 還沒有通知
notifications-empty-hint = 回答、提及和獎勵都會出現在這裡。
notice-notifications-read = 已全部標示為已讀。
notification-unread = （未讀）
notification-cost = 該貼文被判定為垃圾內容，扣除 { $shown } 分。
notification-reason = 理由：{ $reason }
notification-some-topic = 某個主題
tell-answered = { $actor } 回答了你的問題 { $topic }
tell-replied = { $actor } 回覆了你的討論 { $topic }
tell-followed = { $actor } 回答了你追蹤的 { $topic }
tell-followed-reply = { $actor } 回覆了你追蹤的 { $topic }
tell-commented = { $actor } 在你於 { $topic } 的貼文下留言
tell-mentioned = { $actor } 在 { $topic } 中提到了你
tell-accepted = { $actor } 採納了你在 { $topic } 中的回答
tell-badge = 你獲得了徽章 { $what }
tell-badge-for = 你以 { $topic } 獲得了徽章 { $what }
tell-tier = 你升上了「{ $what }」等級
tell-decision = 管理團隊處理了你在 { $topic } 中的貼文
tell-decision-hide = 你在 { $topic } 中的貼文已被隱藏
tell-decision-restore = 你在 { $topic } 中的貼文已恢復顯示
tell-decision-delete = 你在 { $topic } 中的貼文已被刪除
tell-decision-warn = 管理團隊就你在 { $topic } 中的貼文提出警告
tell-decision-dismiss = 你在 { $topic } 中的貼文經審核後維持不變
tell-sanction-warning = 你收到一次警告
tell-sanction-silence = 你暫時不能發言
tell-sanction-suspension = 你的帳號已被停權
tell-sanction-lifted = 你帳號上的一項限制已解除
tell-flag-upheld = 管理團隊認可了你在 { $topic } 中的檢舉
tell-flag-dismissed = 管理團隊看過你在 { $topic } 中的檢舉，貼文維持不變
tell-role = 你現在的角色是 { $what }
tell-topic = 管理團隊更動了你的主題 { $topic }
tell-topic-locked = 你的主題 { $topic } 已鎖定
tell-topic-unlocked = 你的主題 { $topic } 已重新開放
tell-topic-pinned = 你的主題 { $topic } 已置頂
tell-topic-unpinned = 你的主題 { $topic } 已取消置頂
tell-topic-moved = 你的主題 { $topic } 已移到其他分類
tell-edited = { $actor } 編輯了你在 { $topic } 中的貼文
tell-comment-removed = { $actor } 刪除了你在 { $topic } 中的留言
tell-topic-retagged = 你的主題 { $topic } 的標籤已變更

reward-opened = 你現在可以{ $what }。

guidelines-title = 社群守則
guidelines-lead = 兩分鐘了解我們如何相處。
guidelines-people-title = 每則貼文背後都是一個人
guidelines-people = 先相信對方是善意的，像面對面說話那樣寫。不同意的是觀點，不是人。誰都當過新手：請為他們指路，而不是把門關上。
guidelines-asking-title = 讓別人幫得上忙的提問
guidelines-asking = 先搜尋一下，也許已經有答案。說清楚你想達成什麼、試過什麼、結果如何。清楚的標題能找到對的人。回答幫到了你，就請採納它：既是感謝，也方便後來的人。
guidelines-answering-title = 回答要切題
guidelines-answering = 不只說怎麼做，也說為什麼。說明依據；不確定時，也請直說。如果只是想追問，請留言。
guidelines-voting-title = 為有用的內容投票
guidelines-voting = 有用就贊成，有誤就反對，不論是誰寫的。不要因人投票，不要互相換票，也不要用分身帳號：這樣的票和積分都會被收回。
guidelines-own-work-title = 坦白說明自己的作品
guidelines-own-work = 只有確實能解答問題時才提自己的產品，並說明那是你的。不要抄襲別人的文字；請引用並註明出處。
guidelines-trouble-title = 遇到問題時
guidelines-trouble = 檢舉貼文，然後繼續閱讀，不必爭吵。管理團隊會查看每一次檢舉，每個決定都會說明理由，並通知當事人。如果你覺得決定有誤，請心平氣和地聯絡他們。
guidelines-privileges = 你能做什麼、何時能做
guidelines-tiers = 等級一覽

# 如何獲得徽章
earns-opening-score = 一則得分達到 { $n } 的提問。
earns-answer-score = 一則得分達到 { $n } 的回答。
earns-answer-score-own = 回答自己的問題，得分達到 { $n }。
earns-answer-score-others = 回答他人的問題，得分達到 { $n }。
earns-answer-score-late = 在提問至少 { $days } 天後作答，得分達到 { $n }。
earns-views = 一則瀏覽 { $shown } 次的提問。
earns-questions = { $n ->
    [1] 第一次提問。
   *[other] 提出 { $shown } 個問題。
  }
earns-answers = { $n ->
    [1] 第一次回答。
   *[other] 寫下 { $shown } 則回答。
  }
earns-comments = { $n ->
    [1] 第一次留言。
   *[other] 發表 { $shown } 則留言。
  }
earns-accepted-answers = { $n ->
    [1] 第一則被採納的回答。
   *[other] { $shown } 則被採納的回答。
  }
earns-upheld-flags = { $n ->
    [1] 第一次屬實的檢舉。
   *[other] { $shown } 次屬實的檢舉。
  }
earns-accepted-an-answer = 第一次採納回答。
earns-vote-up = 第一次投贊成票。
earns-vote-down = 第一次投反對票。
earns-edit = 第一次編輯貼文。
earns-profile = 填寫完整的個人資料。
earns-all-of = { $what }。
